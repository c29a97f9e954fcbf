/** Finds messages by an id. A GET form: the address is the state, and it works without script. */
import { Icon } from '@/components/ui/icon';
import { signatureLab } from '@/messages/en/signature-lab';

const words = signatureLab.list;

/** No id of either side is longer. */
const SEARCH_LENGTH_MAX = 64;

interface EvidenceSearchProps {
  readonly search: string;
  /** The filter that stays. */
  readonly show: string | undefined;
}

export function EvidenceSearch({ search, show }: EvidenceSearchProps) {
  return (
    <form className="find find--short" role="search" method="get" action="/admin/signature-lab">
      <div className="search">
        <Icon name="find" />
        <label className="sr" htmlFor="q">
          {words.search}
        </label>
        <input
          className="input"
          id="q"
          name="q"
          type="search"
          placeholder={words.search}
          autoComplete="off"
          spellCheck={false}
          maxLength={SEARCH_LENGTH_MAX}
          defaultValue={search}
        />
      </div>
      {show !== undefined && <input type="hidden" name="show" value={show} />}
      <button className="btn" type="submit">
        {words.searchButton}
      </button>
    </form>
  );
}
