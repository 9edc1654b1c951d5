/** What goes wrong. The API’s own sentence comes first where there is one. */
export const problems = {
  'problem.PAGE': 'This page has a fault. Load it again; if it stays, tell your admin.',
  'problem.UNREACHABLE': 'PayCenter does not answer. Look at your connection and try again.',
  'problem.SYSTEM_UNAVAILABLE': 'PayCenter cannot reach its database now. Try again shortly.',
  'problem.INTERNAL_ERROR':
    'Something went wrong inside PayCenter. Try again; the log has the reason.',
  'problem.IDEMPOTENCY_KEY_IN_USE':
    'This is still under way. Wait a moment and try again: it is done once.',
  'problem.IDEMPOTENCY_KEY_REUSED':
    'What you sent before may have been done. Close this, look, and begin again.',
  'problem.NOT_ALLOWED': 'You may not do this. Ask an admin for the role.',
  'problem.WRONG_CREDENTIALS': 'The e-mail address or the password is wrong.',
  'problem.WRONG_CODE': 'This code is wrong, was used before, or is too old.',
  'problem.TOO_MANY_ATTEMPTS': 'There were too many wrong attempts. Wait before the next.',
  'problem.INSECURE_CONNECTION': 'Passwords are taken over https, or from this machine.',
  'problem.INVALID_PARAMETER': 'Something that you wrote cannot be read.',
  'problem.MISSING_PARAMETER': 'Something is still missing.',
  'problem.INVALID_GROSS':
    'The amount must be a number above zero, with no more digits than the currency has.',
  'problem.REFUND_TOO_LARGE': 'The refund is more than what is left of the payment.',
  'problem.NOTHING_TO_REFUND': 'Nothing of this payment is left to refund.',
  'problem.REFUND_NOT_SUPPORTED': 'This channel cannot make that refund.',
  'problem.PAYMENT_NOT_FOUND': 'There is no such payment, or it is not yours to see.',
  'problem.NOT_FOUND': 'There is nothing here, or it is not yours to see.',
  'problem.UNKNOWN_APP': 'There is no such app, or it is not yours to see.',
  'problem.CHANNEL_UNAVAILABLE': 'The channel cannot be reached now. Try again in a minute.',
  'problem.APPROVAL_OWN': 'Somebody else has to approve what you asked for.',
  'problem.APPROVAL_DECIDED': 'Somebody has decided this already.',
  'problem.USER_EXISTS': 'There is a user with this e-mail address already.',
  'problem.LAST_ADMIN': 'Nobody else could manage users any more. Make another admin first.',
  'problem.APP_EXISTS': 'There is an app with this app_id already.',
  'problem.TEST_CHANNEL_IN_LIVE_APP':
    'A live app cannot have an enabled test account. Disable it first.',
  'problem.ORDER_PAID_ALREADY':
    'The order has been paid by other money. This money can only be refunded.',
  'problem.MONEY_WENT_BACK':
    'Some of this money has gone back, so it cannot pay for the order any more.',
  'problem.NOT_IN_REVIEW': 'Somebody has decided this already.',
  'problem.IDENTITY_PROVIDER_UNAVAILABLE':
    'Your organisation’s sign-in does not answer. Try again.',
  'problem.IDENTITY_NOT_PROVEN':
    'Signing in at your organisation did not come to its end. Try again.',
  'problem.UNKNOWN_IDENTITY':
    'Your organisation knows you, but nobody has invited you here. Ask an admin.',
};
