/**
 * Figures for Prometheus, counted where things happen. The library keeps one registry per process, so that pages, route
 * handlers and verbs count into the same one although they are bundled apart.
 *
 * Labels are few and from closed lists; an id, an address or a path with ids in it is never a label. Knows nobody.
 */
import { Counter, Gauge, Histogram, collectDefaultMetrics, register } from 'prom-client';

/** A page takes tens of milliseconds, linking may wait 10 s for Alipay. */
const DURATION_BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export const httpRequests = once('mandate_http_requests_total', (name) => {
  return new Counter({ name, help: 'Requests answered by the API doors', labelNames: ['method', 'route', 'status'] });
});

export const httpRequestDuration = once('mandate_http_request_duration_seconds', (name) => {
  const labelNames = ['route'] as const;
  return new Histogram({ name, help: 'Time to answer at the API doors', labelNames, buckets: DURATION_BUCKETS_S });
});

/** `result` is `signed_in`, `refused` or `limited`. */
export const signInAttempts = once('mandate_sign_in_attempts_total', (name) => {
  return new Counter({ name, help: 'Sign-in attempts', labelNames: ['result'] });
});

/** `kind` is the address (payments, refunds, authorizations), `verdict` what became of it at the door. */
export const notificationsReceived = once('mandate_notifications_total', (name) => {
  return new Counter({ name, help: 'Notifications received from Alipay', labelNames: ['kind', 'verdict'] });
});

/** A gauge that is set just before it is read. */
export function gauge(name: string, help: string, labelNames: readonly string[] = []): Gauge {
  return once(name, () => new Gauge({ name, help, labelNames: [...labelNames] }));
}

/** All figures of this process as Prometheus text. */
export async function metricsText(): Promise<{ readonly contentType: string; readonly text: string }> {
  if (!register.getSingleMetric('process_cpu_user_seconds_total')) collectDefaultMetrics();
  return { contentType: register.contentType, text: await register.metrics() };
}

/** Hot reload and separate bundles load this module again; a figure is registered the first time only. */
function once<Metric>(name: string, make: (name: string) => Metric): Metric {
  return (register.getSingleMetric(name) as Metric | undefined) ?? make(name);
}
