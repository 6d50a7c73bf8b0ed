-- What dumps of MariaDB have and those of MySQL have not.
CREATE TABLE `item` (
  `id` int(11) NOT NULL,
  `data` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`data`)),
  `count` int(11) DEFAULT NULL CHECK (`count` > 0),
  `small` tinyint(3) unsigned zerofill DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `old` (`count`) IGNORED,
  CONSTRAINT `limit` CHECK (`count` < 100)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
CREATE TABLE owner (id int PRIMARY KEY);
CREATE TABLE pet (id int PRIMARY KEY, owner_id int, CONSTRAINT pet_owner FOREIGN KEY (owner_id) REFERENCES owner (id));
CREATE TABLE lost LIKE pet;
CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW counted AS SELECT id, count FROM item WHERE count > 1 WITH CASCADED CHECK OPTION;
