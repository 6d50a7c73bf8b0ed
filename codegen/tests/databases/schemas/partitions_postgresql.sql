-- @dialect postgresql
CREATE TABLE measurement (
    city_id int NOT NULL,
    logdate date NOT NULL,
    peak int
) PARTITION BY RANGE (logdate);
CREATE TABLE measurement_y1 PARTITION OF measurement FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE measurement_y2 PARTITION OF measurement (CONSTRAINT peak_low CHECK (peak < 100), peak DEFAULT 7) FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
CREATE INDEX only_y1 ON measurement_y1 (peak);
ALTER TABLE measurement_y1 ADD CONSTRAINT y1_key UNIQUE (city_id, logdate);
ALTER TABLE ONLY measurement_y2 ADD CONSTRAINT y2_check CHECK (city_id > 0);
CREATE INDEX everywhere ON measurement (city_id);
CREATE TABLE measurement_default PARTITION OF measurement DEFAULT;
