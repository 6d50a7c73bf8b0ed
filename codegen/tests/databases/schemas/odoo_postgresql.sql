-- @dialect postgresql
-- In the style of Odoo: everything nullable, names made by tools, comments on all columns.
CREATE TABLE res_company (id SERIAL NOT NULL, name VARCHAR NOT NULL, parent_id INT4, create_date TIMESTAMP WITHOUT TIME ZONE, PRIMARY KEY (id));
COMMENT ON TABLE res_company IS 'Companies';
COMMENT ON COLUMN res_company.name IS 'Company Name';
CREATE TABLE res_partner (
    id SERIAL NOT NULL,
    company_id INT4,
    display_name VARCHAR,
    lang VARCHAR,
    credit_limit FLOAT8,
    debit NUMERIC,
    partner_latitude NUMERIC(10,7),
    active BOOL,
    date DATE,
    vat VARCHAR,
    properties JSONB,
    PRIMARY KEY (id)
);
COMMENT ON COLUMN res_partner.vat IS 'Tax ID';
ALTER TABLE res_company ADD CONSTRAINT res_company_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES res_company (id) ON DELETE SET NULL;
ALTER TABLE res_partner ADD CONSTRAINT res_partner_company_id_fkey FOREIGN KEY (company_id) REFERENCES res_company (id) ON DELETE RESTRICT;
ALTER TABLE res_company ADD CONSTRAINT res_company_name_uniq UNIQUE (name);
ALTER TABLE res_partner ADD CONSTRAINT res_partner_check_name CHECK ((active IS TRUE AND display_name IS NOT NULL) OR active IS NOT TRUE);
CREATE INDEX res_partner_vat_index ON res_partner (vat) WHERE vat IS NOT NULL;
CREATE INDEX res_partner__display_name_index ON res_partner USING btree (display_name);
CREATE TABLE res_partner_category_rel (category_id INT4 NOT NULL, partner_id INT4 NOT NULL, PRIMARY KEY (category_id, partner_id));
CREATE INDEX ON res_partner_category_rel (partner_id, category_id);
