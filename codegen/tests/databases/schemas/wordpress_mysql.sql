-- @dialect mysql
-- In the style of mysqldump of WordPress and MediaWiki: display widths, key prefixes, binary strings, comments of versions.
/*!40101 SET NAMES utf8mb4 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
DROP TABLE IF EXISTS `wp_posts`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
CREATE TABLE `wp_posts` (
  `ID` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `post_author` bigint(20) unsigned NOT NULL DEFAULT 0,
  `post_date` datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  `post_content` longtext NOT NULL,
  `post_title` text NOT NULL,
  `post_excerpt` mediumtext,
  `post_status` varchar(20) COLLATE utf8mb4_unicode_520_ci NOT NULL DEFAULT 'publish',
  `to_ping` tinytext CHARACTER SET latin1,
  `menu_order` int(11) NOT NULL DEFAULT 0 COMMENT 'it''s the order',
  `post_mime_type` varchar(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  `data` longblob,
  `small` tinyblob,
  `medium` mediumblob,
  `hash` binary(16) DEFAULT NULL,
  `level` tinyint(3) unsigned zerofill NOT NULL DEFAULT 000,
  `flag` tinyint(1) NOT NULL DEFAULT 1,
  `score` float(7,3) DEFAULT NULL,
  `ratio` double(8,2) unsigned DEFAULT NULL,
  `price` decimal(12,4) unsigned DEFAULT 0.0000,
  `born` year(4) DEFAULT NULL,
  `bits` bit(5) DEFAULT b'00101',
  `modified` timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
  `precise` datetime(3) DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3),
  `seen` timestamp NULL DEFAULT NULL,
  `kind` enum('page','it''s','attachment') CHARACTER SET latin1 NOT NULL DEFAULT 'page',
  `options` set('a','b','c') DEFAULT 'a,b',
  `meta` json DEFAULT NULL,
  `total` int(11) GENERATED ALWAYS AS (`menu_order` * 2) VIRTUAL,
  `stored` varchar(50) GENERATED ALWAYS AS (concat(`post_status`,'x')) STORED,
  `spot` point NOT NULL,
  `hidden` int(11) INVISIBLE DEFAULT 5,
  `id36` char(36) DEFAULT uuid(),
  PRIMARY KEY (`ID`),
  UNIQUE KEY `hash` (`hash`),
  UNIQUE KEY `title_prefix` (`post_title`(50)),
  KEY `post_name` (`post_status`(10),`post_author`),
  KEY `type_status_date` (`kind`,`post_status`,`post_date` DESC,`ID`) USING BTREE COMMENT 'for lists',
  KEY `post_author` (`post_author`),
  FULLTEXT KEY `content` (`post_title`,`post_content`),
  SPATIAL KEY `spot` (`spot`),
  CONSTRAINT `positive` CHECK (`menu_order` >= 0)
) ENGINE=InnoDB AUTO_INCREMENT=4217 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci ROW_FORMAT=DYNAMIC COMMENT='All posts';
CREATE TABLE wp_postmeta (
  meta_id bigint(20) unsigned NOT NULL auto_increment,
  post_id bigint(20) unsigned NOT NULL default '0',
  meta_key varchar(255) default NULL,
  meta_value longtext,
  PRIMARY KEY  (meta_id),
  KEY post_id (post_id),
  KEY meta_key (meta_key(191)),
  CONSTRAINT fk_post FOREIGN KEY (post_id) REFERENCES wp_posts (ID) ON DELETE CASCADE ON UPDATE NO ACTION
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;
CREATE TABLE archive LIKE wp_postmeta;
----- a rule of dashes
CREATE TABLE `page` (
  `page_id` int(10) unsigned AUTO_INCREMENT NOT NULL,
  `page_namespace` int(11) NOT NULL,
  `page_title` varbinary(255) NOT NULL,
  `page_random` double unsigned NOT NULL,
  `page_touched` binary(14) NOT NULL,
  `page_content_model` varbinary(32) DEFAULT NULL,
  UNIQUE INDEX page_name_title (page_namespace, page_title),
  INDEX page_random (page_random),
  INDEX (page_touched),
  PRIMARY KEY(page_id)
) /*$wgDBTableOptions*/ ENGINE=MyISAM DEFAULT CHARSET=binary;
CREATE TABLE measures (
  id int NOT NULL,
  at date NOT NULL,
  value int,
  PRIMARY KEY (id, at)
) ENGINE=InnoDB DEFAULT CHARSET=latin1
/*!50100 PARTITION BY RANGE (year(`at`))
(PARTITION p0 VALUES LESS THAN (2020) ENGINE = InnoDB,
 PARTITION p1 VALUES LESS THAN MAXVALUE ENGINE = InnoDB) */;
CREATE TABLE hashed (id int NOT NULL, PRIMARY KEY (id)) PARTITION BY HASH (id) PARTITIONS 4;
CREATE INDEX created_later ON measures (value DESC) COMMENT 'later';
CREATE OR REPLACE VIEW recent AS SELECT `ID`, `post_title` AS title FROM wp_posts WHERE menu_order > 1;
