/** The one address of Website Payments Standard: forms of payers, and questions of merchants. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Twists, withholdAnswer } from '../answers.ts';
import { readCheckoutForm } from './checkout-form.ts';
import type { Ipn } from './ipn.ts';
import type { Receiver, State } from './state.ts';

export type Call = {
  readonly operation: 'checkout' | 'validate';
  /** What was answered: an address, a word, or why not. */
  readonly answer: string;
};

export type WebscrOptions = {
  readonly state: State;
  readonly own: Receiver;
  readonly ipn: Pick<Ipn, 'hasSent'>;
  readonly twists: Twists;
  readonly calls: Call[];
};

const VALIDATE = 'cmd=_notify-validate';

export function webscrRoutes(server: FastifyInstance, options: WebscrOptions): void {
  // Messages are compared to the byte, so within these routes forms stay as they come.
  server.register(async (scope) => {
    const form = 'application/x-www-form-urlencoded';
    scope.removeContentTypeParser(form);
    scope.addContentTypeParser(form, { parseAs: 'buffer' }, (_, body, done) => done(null, body));
    scope.get('/cgi-bin/webscr', async (request, reply) =>
      takeCheckout(options, request.url.split('?')[1] ?? '', reply),
    );
    scope.post('/cgi-bin/webscr', async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const text = body.toString('latin1');
      return text.startsWith(VALIDATE)
        ? validate(options, request, text.slice(VALIDATE.length + 1), reply)
        : takeCheckout(options, body.toString(), reply);
    });
  });
}

/** A payer arrives with a form, and goes on to the page where it is paid. */
function takeCheckout({ state, own, calls }: WebscrOptions, text: string, reply: FastifyReply) {
  const checkout = readCheckoutForm(state, own, new URLSearchParams(text));
  if (typeof checkout === 'string') {
    calls.push({ operation: 'checkout', answer: checkout });
    return reply.code(400).type('text/plain').send(checkout);
  }
  state.checkouts.push(checkout);
  const address = `/checkout/${checkout.token}`;
  calls.push({ operation: 'checkout', answer: address });
  return reply.redirect(address, 303);
}

/** A merchant asks whether a message is PayPal's. */
function validate(
  { ipn, twists, calls }: WebscrOptions,
  request: FastifyRequest,
  message: string,
  reply: FastifyReply,
) {
  const twist = twists.next('validate');
  const anonymous = !request.headers['user-agent'];
  const known = ipn.hasSent(message) && twist?.how !== 'refuse';
  const answer = anonymous ? 'Forbidden' : known ? 'VERIFIED' : 'INVALID';
  calls.push({ operation: 'validate', answer });
  if (twist?.how === 'lose' || twist?.how === 'hang') return withholdAnswer(reply, twist.how);
  const status = twist?.how === 'fail' ? twist.status : anonymous ? 403 : 200;
  const text = twist?.how === 'fail' ? '' : answer;
  return reply.code(status).type('text/plain').send(text);
}
