-- @dialect postgresql
CREATE TABLE nothing ();
