/** Refunds of this payment that wait for a second person. */
import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import type { PaymentWhole } from '../../api/shapes.ts';
import { ApprovalCard } from '../refunds/approval-card.tsx';

export function Approvals({ payment }: { readonly payment: PaymentWhole }) {
  const { trans_id } = payment;
  const { data } = useQuery({
    queryKey: ['refund-approvals', trans_id],
    queryFn: () =>
      answerOf(api.GET('/refund-approvals', { params: { query: { trans_id, state: 'waiting' } } })),
  });
  return data?.data.map((approval) => <ApprovalCard key={approval.id} approval={approval} />);
}
