-- DDL on tables that stream tables read.

CREATE FUNCTION pgtrickle.alter_column_type(source regclass, column_name text, new_type text, using_expression text DEFAULT NULL) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_alter_column_type';
COMMENT ON FUNCTION pgtrickle.alter_column_type IS 'Changes the type of a column that stream tables read, and computes these again';
