-- @dialect mysql
CREATE TABLE nothing ();
