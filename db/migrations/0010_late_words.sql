ALTER TABLE "payments" ADD COLUMN "gateway_status_at" timestamp (3) with time zone;--> statement-breakpoint
UPDATE "payments" SET "gateway_status_at" = "updated_at" WHERE "gateway_status" IS NOT NULL;--> statement-breakpoint
-- The payment is locked before its refunds, everywhere. Noting a question on a refund changes no sum, so it takes no lock of the
-- payment any more: whoever holds the refund already would take the two in the wrong order. The lock leaves the key alone, which a
-- refund's reference to its payment holds in every transaction that inserts one.
CREATE OR REPLACE FUNCTION keep_refund_reserve() RETURNS trigger LANGUAGE plpgsql AS $$
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
  IF after_minor <> before_minor OR TG_OP = 'INSERT' THEN
    SELECT currency INTO payment_currency FROM payments WHERE id = NEW.payment_id FOR NO KEY UPDATE;
    IF payment_currency IS DISTINCT FROM NEW.currency THEN
      RAISE EXCEPTION 'a refund is in the currency of its payment' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    UPDATE payments SET refund_reserved_minor = refund_reserved_minor + after_minor - before_minor WHERE id = NEW.payment_id;
  END IF;
  RETURN NEW;
END $$;
