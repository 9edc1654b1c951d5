/** Writes src/api/schema.gen.ts anew: `npm run schema --workspace console`. */
import { writeFileSync } from 'node:fs';
import { SCHEMA_FILE, schemaText } from './schema.ts';

writeFileSync(SCHEMA_FILE, await schemaText());
