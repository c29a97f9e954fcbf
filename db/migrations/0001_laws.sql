-- The laws that no program can break, whoever writes the SQL.

-- Refunds: the payment keeps the sum of its refunds that have not failed, and a CHECK keeps that sum within what was paid.
-- Each change locks the payment's row, so that any number of refunds asked at once are counted one after the other.
CREATE FUNCTION keep_refund_reserve() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before_minor bigint := 0;
  after_minor bigint := 0;
  payment_currency text;
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.status <> 'FAIL' THEN before_minor := OLD.amount_minor; END IF;
  IF TG_OP <> 'DELETE' AND NEW.status <> 'FAIL' THEN after_minor := NEW.amount_minor; END IF;
  IF TG_OP = 'UPDATE' AND (NEW.payment_id <> OLD.payment_id OR NEW.amount_minor <> OLD.amount_minor
      OR NEW.currency <> OLD.currency OR NEW.refund_request_id <> OLD.refund_request_id) THEN
    RAISE EXCEPTION 'a refund''s payment, amount, currency and request id never change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.status <> 'INIT' AND NEW.status <> OLD.status THEN
    RAISE EXCEPTION 'a refund that is % does not move', OLD.status USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'refunds are not deleted' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT currency INTO payment_currency FROM payments WHERE id = NEW.payment_id FOR UPDATE;
  IF payment_currency IS DISTINCT FROM NEW.currency THEN
    RAISE EXCEPTION 'a refund is in the currency of its payment' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF after_minor <> before_minor THEN
    UPDATE payments SET refund_reserved_minor = refund_reserved_minor + after_minor - before_minor WHERE id = NEW.payment_id;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER refunds_keep_reserve AFTER INSERT OR UPDATE OR DELETE ON refunds
  FOR EACH ROW EXECUTE FUNCTION keep_refund_reserve();
--> statement-breakpoint
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % is refused: %', TG_OP, TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER refunds_no_truncate BEFORE TRUNCATE ON refunds EXECUTE FUNCTION refuse_change('refunds are not deleted');
--> statement-breakpoint
-- The reserve itself moves only through refunds, and what was asked of the wallet never changes.
CREATE FUNCTION guard_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.refund_reserved_minor <> 0 THEN
      RAISE EXCEPTION 'a payment is born without refunds' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.refund_reserved_minor <> OLD.refund_reserved_minor AND pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'the refund reserve moves only with refunds' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.amount_minor <> OLD.amount_minor OR NEW.currency <> OLD.currency OR NEW.order_id <> OLD.order_id
      OR NEW.payment_request_id <> OLD.payment_request_id THEN
    RAISE EXCEPTION 'a payment''s order, amount, currency and request id never change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.status <> NEW.status AND NOT (OLD.status = 'INIT' OR (OLD.status = 'SUCCESS' AND NEW.status = 'CANCELLED')) THEN
    RAISE EXCEPTION 'a payment that is % does not become %', OLD.status, NEW.status USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER payments_guard BEFORE INSERT OR UPDATE ON payments FOR EACH ROW EXECUTE FUNCTION guard_payment();
--> statement-breakpoint
CREATE TRIGGER payments_no_delete BEFORE DELETE OR TRUNCATE ON payments EXECUTE FUNCTION refuse_change('payments are not deleted');
--> statement-breakpoint
-- What a database was born as, it stays.
CREATE TRIGGER instance_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON instance EXECUTE FUNCTION refuse_change('the mode never changes');
--> statement-breakpoint
-- Evidence and the audit log are added to, never changed. With a migration role the app's role has no right to try.
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log EXECUTE FUNCTION refuse_change('the audit log is append-only');
--> statement-breakpoint
CREATE TRIGGER exchanges_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON exchanges EXECUTE FUNCTION refuse_change('evidence is append-only');
--> statement-breakpoint
CREATE TRIGGER transitions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON transitions EXECUTE FUNCTION refuse_change('evidence is append-only');
--> statement-breakpoint
-- A notification's words never change; what became of it does.
CREATE FUNCTION guard_notification() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.body_sealed <> OLD.body_sealed OR NEW.body_hash <> OLD.body_hash OR NEW.body_masked <> OLD.body_masked
      OR NEW.kind <> OLD.kind OR NEW.headers <> OLD.headers OR NEW.received_at <> OLD.received_at THEN
    RAISE EXCEPTION 'a notification''s words never change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER notifications_guard BEFORE UPDATE ON notifications FOR EACH ROW EXECUTE FUNCTION guard_notification();
--> statement-breakpoint
CREATE TRIGGER notifications_no_delete BEFORE DELETE OR TRUNCATE ON notifications EXECUTE FUNCTION refuse_change('evidence is not deleted');
