-- What migrations change afterwards, as Prisma, Flyway and Laravel write it.
CREATE TABLE `User` (
    `id` VARCHAR(191) NOT NULL,
    `email` VARCHAR(191) NOT NULL,
    `role` ENUM('USER', 'SUPER-ADMIN') NOT NULL DEFAULT 'USER',
    `createdAt` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `code` char(60) charset ascii null,
    UNIQUE INDEX `User_email_key`(`email`),
    INDEX `User_role_idx`(`role` DESC, `createdAt`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE TABLE `Post` (`id` INTEGER NOT NULL AUTO_INCREMENT, `body` TEXT NOT NULL, `authorId` VARCHAR(191) NOT NULL, INDEX `b`(`body`(50)), UNIQUE (`authorId`), PRIMARY KEY (`id`)) ENGINE=Aria DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
ALTER TABLE `Post` ADD COLUMN `views` INTEGER UNSIGNED NOT NULL DEFAULT 0, DROP INDEX `b`, ADD COLUMN `x` INT FIRST, ENGINE = InnoDB, COMMENT = 'what is written';
ALTER TABLE `Post` CHANGE COLUMN `views` `viewCount` BIGINT UNSIGNED NOT NULL DEFAULT 0 AFTER `x`, MODIFY `body` MEDIUMTEXT NOT NULL AFTER `authorId`, DROP KEY `authorId`;
ALTER TABLE `Post` ADD CONSTRAINT `Post_authorId_fkey` FOREIGN KEY (`authorId`) REFERENCES `User`(`id`) ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE `User` RENAME INDEX `User_email_key` TO `User_mail_key`;
DROP INDEX `User_role_idx` ON `User`;
