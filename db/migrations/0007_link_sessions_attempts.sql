ALTER TABLE "link_sessions" DROP CONSTRAINT "link_sessions_authorization_id_authorizations_id_fk";
--> statement-breakpoint
DROP INDEX "link_sessions_authorization";--> statement-breakpoint
ALTER TABLE "authorizations" ADD COLUMN "link_session_id" text;--> statement-breakpoint
CREATE INDEX "authorizations_link_session" ON "authorizations" USING btree ("link_session_id","id") WHERE "authorizations"."link_session_id" is not null;--> statement-breakpoint
ALTER TABLE "link_sessions" DROP COLUMN "authorization_id";--> statement-breakpoint
-- By hand: the two tables point at each other, which their descriptions in TypeScript cannot.
ALTER TABLE "authorizations" ADD CONSTRAINT "authorizations_link_session_id_link_sessions_id_fk" FOREIGN KEY ("link_session_id") REFERENCES "public"."link_sessions"("id") ON DELETE no action ON UPDATE no action;
