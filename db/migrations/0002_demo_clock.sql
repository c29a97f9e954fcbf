CREATE TABLE "demo_clock" (
	"one" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"revision" integer NOT NULL,
	"real_base" timestamp (3) with time zone NOT NULL,
	"demo_base" timestamp (3) with time zone NOT NULL,
	"rate" double precision NOT NULL,
	CONSTRAINT "demo_clock_is_one_row" CHECK ("demo_clock"."one" = 1),
	CONSTRAINT "demo_clock_rate" CHECK ("demo_clock"."rate" between 0.001 and 100000)
);
--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "sent_real_at" timestamp (3) with time zone;
--> statement-breakpoint
-- Until now there was one clock.
UPDATE payments SET sent_real_at = sent_at WHERE status = 'INIT' AND sent_at IS NOT NULL;--> statement-breakpoint
-- The movable clock's laws: in demo mode only, forward only, and whoever follows it is told with the commit.
CREATE FUNCTION guard_demo_clock() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  present timestamptz := NEW.real_base;
BEGIN
  IF (SELECT mode FROM instance) IS DISTINCT FROM 'demo' THEN
    RAISE EXCEPTION 'the clock moves in demo mode only' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'UPDATE' THEN
    present := OLD.demo_base
      + make_interval(secs => extract(epoch FROM NEW.real_base - OLD.real_base)::double precision * OLD.rate);
    IF NEW.revision <= OLD.revision THEN
      RAISE EXCEPTION 'a newer setting stands' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  -- Bases are kept to the millisecond.
  IF NEW.demo_base < present - interval '1 millisecond' THEN
    RAISE EXCEPTION 'time only goes forward' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER demo_clock_guard BEFORE INSERT OR UPDATE ON demo_clock FOR EACH ROW EXECUTE FUNCTION guard_demo_clock();
--> statement-breakpoint
CREATE TRIGGER demo_clock_stays BEFORE DELETE OR TRUNCATE ON demo_clock EXECUTE FUNCTION refuse_change('time only goes forward');
--> statement-breakpoint
CREATE FUNCTION tell_demo_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('demo_clock', json_build_object(
    'revision', NEW.revision,
    'realBaseMs', round(extract(epoch FROM NEW.real_base) * 1000)::bigint,
    'demoBaseMs', round(extract(epoch FROM NEW.demo_base) * 1000)::bigint,
    'rate', NEW.rate)::text);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER demo_clock_tells AFTER INSERT OR UPDATE ON demo_clock FOR EACH ROW EXECUTE FUNCTION tell_demo_clock();
--> statement-breakpoint
-- When the queue, which keeps real time, must begin what is due at a business time. Whoever asks holds the clock still until
-- its transaction ends: what it queues is then seen, and moved along, by the setting that waits for it. Each statement in
-- here has a snapshot of its own, so that the setting read is the one that stands once the lock is held.
CREATE FUNCTION queue_time(business timestamptz) RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  clock demo_clock;
BEGIN
  IF business IS NULL OR (SELECT mode FROM instance) IS DISTINCT FROM 'demo' THEN RETURN business; END IF;
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('mandate.demo_clock', 0));
  SELECT * INTO clock FROM demo_clock;
  IF NOT FOUND THEN RETURN business; END IF;
  RETURN clock.real_base
    + make_interval(secs => extract(epoch FROM business - clock.demo_base)::double precision / clock.rate);
END $$;
--> statement-breakpoint
-- The business time of a moment that the database's own clock or the queue wrote down, for people to read.
CREATE FUNCTION business_time(at timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT c.demo_base + make_interval(secs => extract(epoch FROM at - c.real_base)::double precision * c.rate)
      FROM demo_clock c),
    at)
$$;
