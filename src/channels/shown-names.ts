/**
 * Names of what a transcript may show of a request to a channel and of its reply: ids, states, amounts
 * and times, and the members that hold them. A channel's own name for one of these belongs here if
 * nothing of a payer, no secret and no way to pay can stand under it in any channel.
 */

/** As `isShownName` compares them: small letters, nothing between. */
const SHOWN: ReadonlySet<string> = new Set([
  // What is asked.
  ...['action', 'method', 'mode', 'intent', 'version', 'granttype'],
  // Ids: ours, and the channel's of payments, refunds and disputes.
  ...['id', 'object', 'reference', 'referenceid', 'customid', 'invoiceid', 'invoicenumber'],
  ...['orderid', 'captureid', 'transactionid', 'mbtransactionid', 'txnid', 'parenttxnid'],
  ...['tradeno', 'outtradeno', 'outrequestno', 'outrefundno', 'outbizno', 'refundid', 'disputeid'],
  ...['clientreferenceid', 'paymentintent', 'charge', 'latestcharge', 'appid', 'mchid'],
  ...['merchantid', 'sellerid', 'supplementarydata', 'relatedids', 'metadata', 'transid'],
  // States and reasons, in words that the channel has a list of.
  ...['status', 'state', 'statuscode', 'statusdetails', 'reason', 'reasoncode', 'code', 'subcode'],
  ...['result', 'resultcode', 'error', 'errors', 'errorcode', 'declinecode', 'issue', 'type'],
  ...['details', 'field', 'param', 'location', 'tradestatus', 'tradestate', 'refundstatus'],
  ...['paymentstatus', 'fundchange', 'livemode', 'captured', 'paid', 'refunded', 'finalcapture'],
  ...['verificationstatus', 'eventtype', 'msg', 'submsg', 'paymentmethodtypes'],
  // Amounts.
  ...['amount', 'value', 'gross', 'total', 'refund', 'currency', 'currencycode', 'unitamount'],
  ...['totalamount', 'receiptamount', 'refundamount', 'refundfee', 'payertotal'],
  ...['payercurrency', 'amounttotal', 'amountrefunded', 'mcgross', 'mcfee', 'mccurrency'],
  ...['mbamount', 'mbcurrency', 'fee', 'paypalfee', 'grossamount', 'netamount', 'quantity'],
  ...['sellerreceivablebreakdown', 'sellerpayablebreakdown', 'totalrefundedamount'],
  // Times.
  ...['createtime', 'updatetime', 'created', 'expiresat', 'timeexpire', 'successtime'],
  ...['gmtpayment', 'gmtrefundpay', 'gmtclose', 'sendpaydate', 'expiresin'],
  // What holds them.
  ...['data', 'purchaseunits', 'payments', 'captures', 'refunds', 'capture', 'lineitems'],
  ...['pricedata', 'bizcontent', 'response', 'resource'],
]);

/** A channel's own explanation of a refusal. */
const SHOWN_OF_ERRORS: ReadonlySet<string> = new Set([
  ...['name', 'message', 'detail', 'description', 'errormsg', 'errordescription'],
]);

/** Alipay wraps each reply in a member named for what was asked. */
const WRAPPER = /^alipay[a-z]+response$/;

/** Whether a member of that name is shown, in any spelling; `isError`: in the reply to a refused request. */
export function isShownName(name: string, isError: boolean): boolean {
  const plain = name.toLowerCase().replace(/[_-]/g, '');
  return SHOWN.has(plain) || WRAPPER.test(plain) || (isError && SHOWN_OF_ERRORS.has(plain));
}
