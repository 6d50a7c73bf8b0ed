-- @dialect postgresql

CREATE TABLE product (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    serial_no   bigserial,
    name        text NOT NULL DEFAULT 'unnamed "thing"',
    note        text DEFAULT 'none',
    height      double precision NOT NULL,
    width       double precision NOT NULL DEFAULT 1.5,
    area        double precision GENERATED ALWAYS AS (height * width) STORED,
    in_stock    boolean NOT NULL DEFAULT true,
    picture     bytea,
    code        varchar(12) COLLATE "C",
    CONSTRAINT positive CHECK (height > 0 AND width > 0)
);

CREATE UNIQUE INDEX product_code ON product (code) WHERE code IS NOT NULL;
CREATE INDEX product_name_and_much_more_than_fits_in_one_line ON product (lower(name), height DESC, width DESC, in_stock);
