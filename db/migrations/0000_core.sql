CREATE TABLE "attempt_limits" (
	"key" varchar(255) PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expire" bigint
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"actor_role" text,
	"action" text NOT NULL,
	"subject_id" text,
	"detail" jsonb NOT NULL,
	"address" text,
	"user_agent" text
);
--> statement-breakpoint
CREATE TABLE "cases" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"status" text NOT NULL,
	"subject_id" text NOT NULL,
	"order_id" text,
	"detail" jsonb NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"closed_by" text,
	"close_reason" text,
	CONSTRAINT "cases_status" CHECK ("cases"."status" in ('OPEN','CLOSED')),
	CONSTRAINT "cases_closed_has_reason" CHECK ("cases"."status" = 'OPEN' or ("cases"."closed_at" is not null and "cases"."close_reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "customers" (
	"id" text PRIMARY KEY NOT NULL,
	"external_id" text,
	"email" text,
	"name" text,
	"region" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "customers_email_length" CHECK (length("customers"."email") <= 254)
);
--> statement-breakpoint
CREATE TABLE "exchanges" (
	"id" text PRIMARY KEY NOT NULL,
	"api" text NOT NULL,
	"subject_id" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone NOT NULL,
	"duration_ms" integer NOT NULL,
	"path" text NOT NULL,
	"http_status" integer,
	"signature_verdict" text NOT NULL,
	"key_version" text,
	"result_code" text,
	"result_status" text,
	"outcome" text NOT NULL,
	"problem" text,
	"headers_masked" jsonb NOT NULL,
	"request_sealed" text NOT NULL,
	"request_masked" text NOT NULL,
	"response_sealed" text,
	"response_masked" text
);
--> statement-breakpoint
CREATE TABLE "transitions" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"noun" text NOT NULL,
	"subject_id" text NOT NULL,
	"from" text,
	"to" text NOT NULL,
	"road" text NOT NULL,
	"evidence_id" text,
	"note" text,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "instance" (
	"one" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"mode" text NOT NULL,
	"born_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "instance_is_one_row" CHECK ("instance"."one" = 1),
	CONSTRAINT "instance_mode" CHECK ("instance"."mode" in ('demo','test','live'))
);
--> statement-breakpoint
CREATE TABLE "worker_pools" (
	"pool_id" text PRIMARY KEY NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"circuit" text DEFAULT 'closed' NOT NULL,
	"circuit_since" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"body_hash" text NOT NULL,
	"body_sealed" text NOT NULL,
	"body_masked" text NOT NULL,
	"headers" jsonb NOT NULL,
	"key_version" text NOT NULL,
	"subject" text,
	"result_code" text,
	"address" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"repeats" integer DEFAULT 0 NOT NULL,
	"last_received_at" timestamp (3) with time zone NOT NULL,
	"status" text NOT NULL,
	"outcome" text,
	"applied_at" timestamp (3) with time zone,
	"tried_at" timestamp (3) with time zone,
	CONSTRAINT "notifications_status" CHECK ("notifications"."status" in ('RECEIVED','APPLIED','WAITING','SET_ASIDE'))
);
--> statement-breakpoint
CREATE TABLE "refused_notifications" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"reason" text NOT NULL,
	"body_masked" text NOT NULL,
	"subject" text,
	"address" text,
	"received_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" text PRIMARY KEY NOT NULL,
	"reference_order_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"wallet_id" text NOT NULL,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"description" text NOT NULL,
	"lines" jsonb NOT NULL,
	"terminal" jsonb NOT NULL,
	"status" text NOT NULL,
	"placement_key" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "orders_amount" CHECK ("orders"."amount_minor" > 0),
	CONSTRAINT "orders_status" CHECK ("orders"."status" in ('INIT','SUCCESS','FAIL','CANCELLED')),
	CONSTRAINT "orders_reference_length" CHECK (length("orders"."reference_order_id") between 1 and 64)
);
--> statement-breakpoint
CREATE TABLE "products" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"currency" text NOT NULL,
	"price_minor" bigint NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"position" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "products_price" CHECK ("products"."price_minor" > 0)
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"id" text PRIMARY KEY NOT NULL,
	"order_id" text NOT NULL,
	"attempt" integer NOT NULL,
	"payment_request_id" text NOT NULL,
	"payment_id" text,
	"wallet_id" text NOT NULL,
	"credential_id" text,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"status" text NOT NULL,
	"refund_reserved_minor" bigint DEFAULT 0 NOT NULL,
	"body_sealed" text,
	"sent_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"sends" integer DEFAULT 0 NOT NULL,
	"inquiries" integer DEFAULT 0 NOT NULL,
	"last_inquired_at" timestamp (3) with time zone,
	"failure_code" text,
	"failure_message" text,
	"failure_retryable" boolean,
	"resolved_by" text,
	"resolved_at" timestamp (3) with time zone,
	"paid_at" timestamp (3) with time zone,
	"gateway_status" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "payments_amount" CHECK ("payments"."amount_minor" > 0),
	CONSTRAINT "payments_status" CHECK ("payments"."status" in ('INIT','SUCCESS','FAIL','CANCELLED')),
	CONSTRAINT "payments_refunds_within_paid" CHECK ("payments"."refund_reserved_minor" between 0 and "payments"."amount_minor"),
	CONSTRAINT "payments_refund_needs_success" CHECK ("payments"."refund_reserved_minor" = 0 or "payments"."status" = 'SUCCESS'),
	CONSTRAINT "payments_sent_is_pinned" CHECK ("payments"."status" <> 'INIT' or "payments"."sent_at" is null or ("payments"."body_sealed" is not null and "payments"."expires_at" is not null)),
	CONSTRAINT "payments_final_has_moment" CHECK (("payments"."status" = 'INIT') = ("payments"."resolved_at" is null))
);
--> statement-breakpoint
CREATE TABLE "cancels" (
	"id" text PRIMARY KEY NOT NULL,
	"payment_id" text NOT NULL,
	"status" text NOT NULL,
	"requested_by" text NOT NULL,
	"failure_code" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"resolved_at" timestamp (3) with time zone,
	CONSTRAINT "cancels_status" CHECK ("cancels"."status" in ('INIT','SUCCESS','FAIL'))
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"id" text PRIMARY KEY NOT NULL,
	"payment_id" text NOT NULL,
	"refund_request_id" text NOT NULL,
	"refund_id" text,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"failure_code" text,
	"failure_message" text,
	"resolved_by" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"resolved_at" timestamp (3) with time zone,
	CONSTRAINT "refunds_amount" CHECK ("refunds"."amount_minor" > 0),
	CONSTRAINT "refunds_status" CHECK ("refunds"."status" in ('INIT','SUCCESS','FAIL'))
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"end_reason" text,
	"address" text,
	"user_agent" text
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text NOT NULL,
	"role" text NOT NULL,
	"customer_id" text,
	"disabled_at" timestamp (3) with time zone,
	"password_changed_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "users_role" CHECK ("users"."role" in ('customer','owner','operator','finance','support','viewer','engineer')),
	CONSTRAINT "users_customer_iff_role" CHECK (("users"."role" = 'customer') = ("users"."customer_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "authorizations" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"brand" text NOT NULL,
	"auth_state" text NOT NULL,
	"auth_state_base" text NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"status" text NOT NULL,
	"browser_hash" text NOT NULL,
	"awaiting_confirmation_since" timestamp (3) with time zone,
	"terminal_type" text NOT NULL,
	"os_type" text,
	"address_sealed" text,
	"auth_code_sealed" text,
	"code_index" text,
	"code_road" text,
	"exchanging_since" timestamp (3) with time zone,
	"exchanges" integer DEFAULT 0 NOT NULL,
	"wallet_id" text,
	"failure" text,
	"gateway_code" text,
	"consented_at" timestamp (3) with time zone NOT NULL,
	"return_path" text,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"resolved_at" timestamp (3) with time zone,
	CONSTRAINT "authorizations_status" CHECK ("authorizations"."status" in ('STARTED','EXCHANGING','COMPLETED','FAILED','EXPIRED')),
	CONSTRAINT "authorizations_completed_has_wallet" CHECK ("authorizations"."status" <> 'COMPLETED' or "authorizations"."wallet_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "credentials" (
	"id" text PRIMARY KEY NOT NULL,
	"wallet_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"authorization_id" text,
	"generation" integer NOT NULL,
	"status" text NOT NULL,
	"access_token_sealed" text NOT NULL,
	"access_token_index" text NOT NULL,
	"access_token_expires_at" timestamp (3) with time zone,
	"refresh_token_sealed" text,
	"refresh_token_expires_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "credentials_status" CHECK ("credentials"."status" in ('CURRENT','SUPERSEDED','DEAD'))
);
--> statement-breakpoint
CREATE TABLE "wallets" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"brand" text NOT NULL,
	"currency" text NOT NULL,
	"status" text NOT NULL,
	"paused" boolean DEFAULT false NOT NULL,
	"account" text,
	"is_default" boolean DEFAULT false NOT NULL,
	"linked_at" timestamp (3) with time zone NOT NULL,
	"status_reason" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "wallets_status_known" CHECK ("wallets"."status" in ('LINKED','NEEDS_RELINK','REVOKING','REVOKED'))
);
--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_wallet_id_wallets_id_fk" FOREIGN KEY ("wallet_id") REFERENCES "public"."wallets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_wallet_id_wallets_id_fk" FOREIGN KEY ("wallet_id") REFERENCES "public"."wallets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_credential_id_credentials_id_fk" FOREIGN KEY ("credential_id") REFERENCES "public"."credentials"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cancels" ADD CONSTRAINT "cancels_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authorizations" ADD CONSTRAINT "authorizations_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authorizations" ADD CONSTRAINT "authorizations_wallet_id_wallets_id_fk" FOREIGN KEY ("wallet_id") REFERENCES "public"."wallets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_wallet_id_wallets_id_fk" FOREIGN KEY ("wallet_id") REFERENCES "public"."wallets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_authorization_id_authorizations_id_fk" FOREIGN KEY ("authorization_id") REFERENCES "public"."authorizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallets" ADD CONSTRAINT "wallets_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_log_subject" ON "audit_log" USING btree ("subject_id","id");--> statement-breakpoint
CREATE INDEX "audit_log_actor" ON "audit_log" USING btree ("actor_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "cases_one_open" ON "cases" USING btree ("kind","subject_id") WHERE "cases"."status" = 'OPEN';--> statement-breakpoint
CREATE INDEX "cases_order" ON "cases" USING btree ("order_id");--> statement-breakpoint
CREATE UNIQUE INDEX "customers_external_id" ON "customers" USING btree ("external_id") WHERE "customers"."external_id" is not null;--> statement-breakpoint
CREATE INDEX "customers_email" ON "customers" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "exchanges_subject" ON "exchanges" USING btree ("subject_id","started_at");--> statement-breakpoint
CREATE INDEX "exchanges_newest" ON "exchanges" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "transitions_subject" ON "transitions" USING btree ("subject_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "notifications_body" ON "notifications" USING btree ("body_hash");--> statement-breakpoint
CREATE INDEX "notifications_subject" ON "notifications" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "notifications_unapplied" ON "notifications" USING btree ("received_at") WHERE "notifications"."status" in ('RECEIVED','WAITING');--> statement-breakpoint
CREATE INDEX "refused_notifications_subject" ON "refused_notifications" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "refused_notifications_newest" ON "refused_notifications" USING btree ("received_at" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "orders_reference" ON "orders" USING btree ("reference_order_id");--> statement-breakpoint
CREATE UNIQUE INDEX "orders_placement" ON "orders" USING btree ("customer_id","placement_key");--> statement-breakpoint
CREATE INDEX "orders_newest" ON "orders" USING btree ("created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "orders_by_status" ON "orders" USING btree ("status","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "orders_by_customer" ON "orders" USING btree ("customer_id","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "orders_by_wallet" ON "orders" USING btree ("wallet_id","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "payments_request_id" ON "payments" USING btree ("payment_request_id");--> statement-breakpoint
CREATE INDEX "payments_gateway_id" ON "payments" USING btree ("payment_id") WHERE "payments"."payment_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "payments_one_live_per_order" ON "payments" USING btree ("order_id") WHERE "payments"."status" in ('INIT','SUCCESS');--> statement-breakpoint
CREATE UNIQUE INDEX "payments_attempt" ON "payments" USING btree ("order_id","attempt");--> statement-breakpoint
CREATE INDEX "payments_open" ON "payments" USING btree ("created_at") WHERE "payments"."status" = 'INIT';--> statement-breakpoint
CREATE INDEX "payments_resolved" ON "payments" USING btree ("resolved_at") WHERE "payments"."resolved_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "cancels_one_live" ON "cancels" USING btree ("payment_id") WHERE "cancels"."status" in ('INIT','SUCCESS');--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_request_id" ON "refunds" USING btree ("refund_request_id");--> statement-breakpoint
CREATE INDEX "refunds_payment" ON "refunds" USING btree ("payment_id");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id") WHERE "sessions"."ended_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "users_email" ON "users" USING btree (lower("email"));--> statement-breakpoint
CREATE UNIQUE INDEX "users_customer" ON "users" USING btree ("customer_id");--> statement-breakpoint
CREATE UNIQUE INDEX "authorizations_state" ON "authorizations" USING btree ("auth_state");--> statement-breakpoint
CREATE UNIQUE INDEX "authorizations_code" ON "authorizations" USING btree ("code_index") WHERE "authorizations"."code_index" is not null;--> statement-breakpoint
CREATE INDEX "authorizations_customer" ON "authorizations" USING btree ("customer_id","id");--> statement-breakpoint
CREATE INDEX "authorizations_open" ON "authorizations" USING btree ("expires_at") WHERE "authorizations"."status" in ('STARTED','EXCHANGING');--> statement-breakpoint
CREATE UNIQUE INDEX "credentials_one_current" ON "credentials" USING btree ("wallet_id") WHERE "credentials"."status" = 'CURRENT';--> statement-breakpoint
CREATE UNIQUE INDEX "credentials_generation" ON "credentials" USING btree ("wallet_id","generation");--> statement-breakpoint
CREATE UNIQUE INDEX "credentials_token" ON "credentials" USING btree ("access_token_index");--> statement-breakpoint
CREATE INDEX "wallets_customer" ON "wallets" USING btree ("customer_id","id");--> statement-breakpoint
CREATE INDEX "wallets_status" ON "wallets" USING btree ("status","id");--> statement-breakpoint
CREATE UNIQUE INDEX "wallets_one_default_per_currency" ON "wallets" USING btree ("customer_id","currency") WHERE "wallets"."is_default" and "wallets"."status" <> 'REVOKED';