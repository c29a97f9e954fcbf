/** The dial's form: what was turned since the page was shown, as rules for the control API. It refuses to know HTML. */
import { addFault, clearFaults, setSeed } from '../../control';
import { isRefused, type Refused } from '../../refused';
import { type World } from '../../world';
import { AS_IT_SHOULD, DIAL_ROWS, type DialRow, type Figures, rowKey, ruleFor, ruleOf } from './dial';
import { SCRIPTS } from './dial-scripts';

/** Turns every row that reads otherwise than it was shown; a script turns all of them. */
export function turn(world: World, form: URLSearchParams): Refused | object {
  const seed = form.get('seed')?.trim() ?? '';
  const sown = setSeed(world, seed === '' ? null : Number(seed));
  if (isRefused(sown)) return sown;
  const script = SCRIPTS.find(({ key }) => key === form.get('script'));
  if (script) {
    clearFaults(world);
    return firstRefusal(script.rules.map((rule) => addFault(world, rule)));
  }
  return firstRefusal(DIAL_ROWS.map((row) => turnRow(world, row, form)));
}

function firstRefusal(results: (Refused | object)[]): Refused | object {
  return results.find(isRefused) ?? {};
}

function turnRow(world: World, row: DialRow, form: URLSearchParams): Refused | object {
  const key = rowKey(row);
  const [position, often] = [form.get(key), form.get(`often-${key}`) ?? 'always'];
  if (position === null || `${position} ${often}` === form.get(`was-${key}`)) return {};
  const before = ruleOf(world.ledger.faults.values(), row);
  const isTurned = position !== AS_IT_SHOULD;
  const figure = (name: keyof Figures) => form.get(name)?.trim() ?? '';
  const figures: Figures = {
    account: figure('account'),
    ms: figure('ms'),
    code: figure('code') || 'SYSTEM_ERROR',
    value: figure('value'),
    count: figure('count'),
    inquiries: figure('inquiries'),
  };
  const added = isTurned ? addFault(world, ruleFor(row, position, often, figures)) : {};
  if (before && !isRefused(added)) clearFaults(world, before.id);
  return added;
}
