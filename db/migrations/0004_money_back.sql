CREATE TABLE "merchant_settings" (
	"one" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"debits_paused_at" timestamp (3) with time zone,
	"debits_paused_by" text,
	"debits_paused_reason" text,
	"stale_after_minutes" integer DEFAULT 1440 NOT NULL,
	"retry_after_hours" jsonb DEFAULT '[24, 72]'::jsonb NOT NULL,
	"cancel_after_seconds" integer DEFAULT 180,
	"returns_surplus" boolean DEFAULT false NOT NULL,
	"updated_at" timestamp (3) with time zone,
	"updated_by" text,
	CONSTRAINT "merchant_settings_is_one_row" CHECK ("merchant_settings"."one" = 1),
	CONSTRAINT "merchant_settings_stale" CHECK ("merchant_settings"."stale_after_minutes" between 5 and 525600),
	CONSTRAINT "merchant_settings_cancel_after" CHECK ("merchant_settings"."cancel_after_seconds" between 70 and 86400),
	CONSTRAINT "merchant_settings_paused_by" CHECK (("merchant_settings"."debits_paused_at" is null) = ("merchant_settings"."debits_paused_by" is null))
);
--> statement-breakpoint
CREATE TABLE "money_limits" (
	"currency" text PRIMARY KEY NOT NULL,
	"per_debit_minor" bigint,
	"per_customer_day_minor" bigint,
	"per_hour_minor" bigint,
	"password_above_minor" bigint,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"updated_by" text NOT NULL,
	CONSTRAINT "money_limits_debit" CHECK ("money_limits"."per_debit_minor" > 0),
	CONSTRAINT "money_limits_day" CHECK ("money_limits"."per_customer_day_minor" > 0),
	CONSTRAINT "money_limits_hour" CHECK ("money_limits"."per_hour_minor" > 0),
	CONSTRAINT "money_limits_password" CHECK ("money_limits"."password_above_minor" >= 0)
);
--> statement-breakpoint
ALTER TABLE "payments" DROP CONSTRAINT "payments_refund_needs_success";--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "placed_by" text;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "held_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "confirmed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "policy_retries" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "next_retry_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "known_dead_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "cancels" ADD COLUMN "failure_message" text;--> statement-breakpoint
ALTER TABLE "cancels" ADD COLUMN "sends" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "cancels" ADD COLUMN "updated_at" timestamp (3) with time zone NOT NULL;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "failure_retryable" boolean;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "requested_by" text NOT NULL;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "placement_key" text;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "retry_of" text;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "sent_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "sends" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "inquiries" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "last_inquired_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "gateway_status" text;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "updated_at" timestamp (3) with time zone NOT NULL;--> statement-breakpoint
ALTER TABLE "wallets" ADD COLUMN "cap_minor" bigint;--> statement-breakpoint
ALTER TABLE "wallets" ADD COLUMN "revokes" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "cases_newest" ON "cases" USING btree ("opened_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "orders_held" ON "orders" USING btree ("held_since") WHERE "orders"."held_since" is not null;--> statement-breakpoint
CREATE INDEX "orders_next_retry" ON "orders" USING btree ("next_retry_at") WHERE "orders"."next_retry_at" is not null;--> statement-breakpoint
CREATE INDEX "cancels_open" ON "cancels" USING btree ("created_at") WHERE "cancels"."status" = 'INIT';--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_placement" ON "refunds" USING btree ("payment_id","placement_key");--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_retried_once" ON "refunds" USING btree ("retry_of") WHERE "refunds"."retry_of" is not null;--> statement-breakpoint
CREATE INDEX "refunds_newest" ON "refunds" USING btree ("created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "refunds_by_status" ON "refunds" USING btree ("status","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "refunds_open" ON "refunds" USING btree ("created_at") WHERE "refunds"."status" = 'INIT';--> statement-breakpoint
CREATE INDEX "credentials_ending" ON "credentials" USING btree ("access_token_expires_at") WHERE "credentials"."status" = 'CURRENT';--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_refund_needs_success" CHECK ("payments"."refund_reserved_minor" = 0 or "payments"."status" = 'SUCCESS' or "payments"."gateway_status" is not distinct from 'SUCCESS');--> statement-breakpoint
ALTER TABLE "cancels" ADD CONSTRAINT "cancels_final_has_moment" CHECK (("cancels"."status" = 'INIT') = ("cancels"."resolved_at" is null));--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_final_has_moment" CHECK (("refunds"."status" = 'INIT') = ("refunds"."resolved_at" is null));--> statement-breakpoint
ALTER TABLE "wallets" ADD CONSTRAINT "wallets_cap" CHECK ("wallets"."cap_minor" > 0);--> statement-breakpoint
-- The choices stand from the beginning; a merchant changes them.
INSERT INTO "merchant_settings" DEFAULT VALUES;
