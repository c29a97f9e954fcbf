CREATE TABLE "configuration_stops" (
	"id" text PRIMARY KEY NOT NULL,
	"one" integer DEFAULT 1 NOT NULL,
	"code" text NOT NULL,
	"api" text NOT NULL,
	"signed" boolean NOT NULL,
	"key_version" text,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"seen" integer DEFAULT 1 NOT NULL,
	"reopened" integer DEFAULT 0 NOT NULL,
	"probes" integer DEFAULT 0 NOT NULL,
	"gap_step" integer DEFAULT 0 NOT NULL,
	"probing_real_since" timestamp (3) with time zone,
	"last_probed_at" timestamp (3) with time zone,
	"last_probe" text,
	"next_probe_real_at" timestamp (3) with time zone,
	"resolved_at" timestamp (3) with time zone,
	"resolved_real_at" timestamp (3) with time zone,
	CONSTRAINT "configuration_stops_one" CHECK ("configuration_stops"."one" = 1),
	CONSTRAINT "configuration_stops_order" CHECK ("configuration_stops"."last_seen_at" >= "configuration_stops"."first_seen_at")
);
--> statement-breakpoint
ALTER TABLE "worker_pools" ADD COLUMN "circuit_reason" text;--> statement-breakpoint
ALTER TABLE "worker_pools" ADD COLUMN "keys" jsonb;--> statement-breakpoint
ALTER TABLE "refused_notifications" ADD COLUMN "key_version" text;--> statement-breakpoint
CREATE UNIQUE INDEX "configuration_stops_one_open" ON "configuration_stops" USING btree ("one") WHERE "configuration_stops"."resolved_at" is null;--> statement-breakpoint
CREATE INDEX "exchanges_not_verified" ON "exchanges" USING btree ("started_at") WHERE "exchanges"."signature_verdict" in ('invalid','unknown_key');