import type { Texts } from './texts.ts';

export const fr = {
  frame: {
    testRibbon: 'Test – aucun argent ne circule',
    testMark: 'Test',
    language: 'Langue',
    operatedBy: 'Cette page de paiement est tenue par {operator}.',
    questions: 'Des questions : {contact}',
    details: 'Détails',
    copy: 'Copier',
    copied: 'Copié',
  },
  labels: {
    amount: 'Montant',
    item: 'Article',
    order: 'Commande',
    time: 'Date',
    channel: 'Moyen de paiement',
    transaction: 'Transaction',
    reference: 'Référence',
    website: 'Site web',
  },
  choose: {
    heading: 'Paiement à {shop}',
    how: 'Choisissez comment payer',
    more: 'Autres moyens de paiement',
    troubled: 'Perturbé en ce moment ; un autre moyen sera peut-être plus rapide',
    none: 'Il n’est pas possible de payer ici pour le moment. Vous n’avez pas été débité. Veuillez réessayer plus tard ou vous adresser à la boutique.',
    next: 'Vous continuez sur le site du service choisi, puis vous revenez ici.',
    notices: {
      declined:
        'Ce paiement n’a pas abouti et vous n’avez pas été débité. Vous pouvez réessayer ou choisir un autre moyen de paiement.',
      canceled:
        'Vous êtes revenu sans payer. Vous pouvez réessayer ou choisir un autre moyen de paiement.',
      expired: 'Le délai de ce paiement est écoulé. Vous pouvez recommencer ici.',
      unavailable:
        'Ce moyen de paiement ne répond pas pour le moment et vous n’avez pas été débité. Veuillez en choisir un autre.',
      unavailable_alone:
        'Ce moyen de paiement ne répond pas pour le moment et vous n’avez pas été débité. Veuillez réessayer dans quelques minutes.',
      currency: 'Ce moyen de paiement n’accepte pas cette devise. Veuillez en choisir un autre.',
    },
  },
  channelHints: {
    paypal: 'Solde PayPal, compte bancaire ou carte',
    paypal_classic: 'Solde PayPal, compte bancaire ou carte',
    moneybookers: 'Solde Skrill, compte bancaire ou carte',
    stripe: 'Carte, Apple Pay, Google Pay et autres',
    alipay: 'Avec l’application ou le compte Alipay',
    wechatpay: 'Scannez un code avec WeChat',
    sandbox: 'Argent fictif, pour essayer',
  },
  result: {
    states: {
      paid: { word: 'Payé', sentence: 'Votre paiement à {shop} est bien arrivé.' },
      confirming: {
        word: 'Confirmation en cours',
        sentence:
          '{channel} n’a pas encore répondu. Vous n’avez pas été débité deux fois ; cette page vérifie à nouveau d’elle-même.',
        after:
          'Si cela dure, vous pouvez fermer cette page : {shop} est prévenu dès que le paiement est certain. Merci de ne pas payer une seconde fois en attendant.',
      },
      failed: {
        word: 'Non payé',
        sentence: 'Le paiement n’a pas abouti. Vous n’avez pas été débité.',
      },
      canceled: {
        word: 'Annulé',
        sentence: 'Ce paiement a été interrompu. Vous n’avez pas été débité.',
      },
      expired: {
        word: 'Expiré',
        sentence: 'Ce paiement n’a pas été terminé à temps.',
        after:
          'Si vous avez tout de même payé, ne payez pas de nouveau : {shop} est prévenu dès que l’argent est arrivé.',
      },
      refunded: {
        word: 'Remboursé',
        sentence: '{shop} vous a renvoyé votre argent.',
        after: 'Quelques jours peuvent passer avant qu’il n’apparaisse sur votre compte.',
      },
      review: {
        word: 'En vérification',
        sentence: 'Votre paiement a été reçu et il est en cours de vérification.',
        after: 'Vous n’avez rien à faire. Merci de ne pas payer une seconde fois.',
      },
    },
    someChannel: 'Le service de paiement',
    progress: 'En attente de la confirmation',
    tryAgain: 'Réessayer',
    otherWays: 'Ou payer autrement',
    backToShop: 'Retour à {shop}',
    goOnTo: 'Continuer vers {host}',
    goOnNote:
      'Le bouton mène hors de cette page, vers {host}. Ne continuez que si vous connaissez cette adresse.',
  },
  errors: {
    cannotPay: 'Ce paiement ne peut pas commencer',
    notFound: 'Il n’y a rien ici',
    tryLater: 'Veuillez réessayer dans un instant',
    general:
      'Quelque chose ne va pas avec ce paiement. Veuillez retourner à la boutique et recommencer.',
    sentences: {
      MISSING_PARAMETER:
        'Le lien qui vous a amené ici est incomplet. Veuillez retourner à la boutique et recommencer.',
      INVALID_PARAMETER:
        'Le lien qui vous a amené ici contient quelque chose que cette page ne peut pas lire. Veuillez retourner à la boutique et recommencer.',
      INVALID_GROSS:
        'Le lien qui vous a amené ici demande un montant qui ne peut pas être payé. Veuillez le signaler à la boutique.',
      UNKNOWN_APP:
        'Cette page ne connaît pas la boutique qui vous a envoyé ici. Veuillez le signaler à la boutique.',
      UNKNOWN_CHANNEL:
        'La boutique ne propose pas ce moyen de paiement. Veuillez revenir en arrière et en choisir un autre.',
      CURRENCY_NOT_SUPPORTED:
        'Ce moyen de paiement n’accepte pas cette devise. Veuillez revenir en arrière et en choisir un autre.',
      UNKNOWN_ACTIVITY:
        'Le lien qui vous a amené ici n’est pas configuré correctement. Veuillez le signaler à la boutique.',
      ORDER_ID_REUSED:
        'Un paiement pour cette commande est déjà arrivé ou en cours de confirmation. Merci de ne pas payer de nouveau ; adressez-vous à la boutique si quelque chose vous semble anormal.',
      BAD_SIGNATURE:
        'Le lien qui vous a amené ici est trop ancien ou a été modifié en chemin. Veuillez retourner à la boutique et recommencer.',
      CHANNEL_UNAVAILABLE:
        'Ce moyen de paiement ne répond pas pour le moment. Vous n’avez pas été débité. Veuillez en choisir un autre ou réessayer dans quelques minutes.',
      CONFLICTING_PARAMETER:
        'Le lien qui vous a amené ici dit deux choses différentes sur ce paiement ; rien n’a donc été commencé. Veuillez retourner à la boutique et recommencer.',
      NOT_FOUND: 'Cette page n’existe pas. Veuillez vérifier l’adresse ou retourner à la boutique.',
      PAYMENT_NOT_FOUND:
        'Il n’y a pas de paiement à cette adresse. Veuillez la vérifier ou retourner à la boutique.',
      REQUEST_TOO_LARGE:
        'L’envoi dépasse ce que cette page accepte. Veuillez retourner à la boutique et recommencer.',
      SYSTEM_UNAVAILABLE:
        'Cette page ne peut pas consulter les paiements pour le moment. Si vous venez de payer, ne payez pas de nouveau : votre paiement n’est pas perdu.',
      INTERNAL_ERROR:
        'Une erreur s’est produite de notre côté. Si vous venez de payer, ne payez pas de nouveau : votre paiement n’est pas perdu.',
    },
    forDeveloper: 'Pour le développeur de la boutique',
    code: 'Code',
    parameter: 'Paramètre',
  },
  home: {
    running: 'PayCenter est en service',
    purpose: 'Ce serveur reçoit des paiements pour des commerçants.',
    astray: 'Si une boutique vous a envoyé ici, veuillez y retourner et recommencer.',
  },
  formPost: {
    heading: 'Vers {channel}',
    sentence: 'Vous allez y être conduit. Si rien ne se passe, appuyez sur le bouton.',
    button: 'Continuer vers {channel}',
  },
  qr: {
    heading: 'Payer avec {channel}',
    instruction: 'Ouvrez {channel} sur votre téléphone, scannez ce code et confirmez.',
    follows: 'Cette page remarque le paiement d’elle-même.',
    until: 'Le code est valable jusqu’au {time}.',
    open: 'Test : ouvrir le code sur cet appareil',
    image: 'Code QR pour payer avec {channel}',
    otherWay: 'Choisir un autre moyen de paiement',
  },
  sandbox: {
    heading: 'Bac à sable : vous êtes le payeur',
    nothingReal: 'Un jouet pour essayer. Rien n’est réel ici et aucun argent ne circule.',
    standsInFor: 'Cette page tient lieu de {brand}.',
    impossible: 'Cela ne peut pas arriver à ce paiement maintenant.',
    forged: 'PayCenter a refusé l’avis falsifié, et rien n’a changé.',
    state: 'État actuel',
    states: {
      open: 'Pas encore payé',
      pending: 'En attente',
      paid: 'Payé',
      failed: 'Refusé',
      canceled: 'Annulé',
      expired: 'Expiré',
      refunded: 'Remboursé',
      review: 'En vérification',
      disputed: 'En litige',
      reversed: 'Repris',
    },
    groups: { pay: 'Que fait le payeur ?', after: 'Et que se passe-t-il ensuite ?' },
    actions: {
      pay: { label: 'Payer', explanation: 'Le paiement réussit ; la boutique reçoit SUCCESS.' },
      pay_less: {
        label: 'Payer trop peu',
        explanation: 'Il arrive moins d’argent que demandé ; le paiement passe en vérification.',
      },
      pay_repeated: {
        label: 'Payer et l’annoncer trois fois',
        explanation: 'Le même avis arrive trois fois et compte une fois.',
      },
      pay_delayed: {
        label: 'Payer et l’annoncer en retard',
        explanation: 'Vous revenez tout de suite ; l’avis suit un peu plus tard.',
      },
      pay_reordered: {
        label: 'Payer, dans le désordre',
        explanation: 'L’avis du paiement arrive après un avis plus récent.',
      },
      pay_forged: {
        label: 'Falsifier un avis',
        explanation: 'Un avis à la signature fausse arrive ; il ne doit rien changer.',
      },
      decline: {
        label: 'Refuser',
        explanation: 'Le paiement est refusé ; l’acheteur peut réessayer.',
      },
      cancel: { label: 'Annuler', explanation: 'L’acheteur revient sans payer.' },
      pend: {
        label: 'Laisser en attente',
        explanation: 'Le paiement reste indécis jusqu’à ce que vous reveniez ici.',
      },
      dispute: {
        label: 'Ouvrir un litige',
        explanation: 'Le payeur se plaint ; la boutique reçoit IN_CASE.',
      },
      dispute_won: {
        label: 'La boutique gagne le litige',
        explanation: 'L’argent reste à la boutique ; elle reçoit CANCEL_REVERSAL.',
      },
      dispute_lost: {
        label: 'La boutique perd le litige',
        explanation: 'L’argent retourne au payeur ; la boutique reçoit APP_REVERSE.',
      },
      reverse: {
        label: 'Reprendre l’argent',
        explanation: 'Le payeur reprend son paiement ; la boutique reçoit APP_REVERSE.',
      },
      reverse_won: {
        label: 'Annuler la reprise',
        explanation: 'L’argent revient à la boutique ; elle reçoit CANCEL_REVERSAL.',
      },
      refund: {
        label: 'Rembourser',
        explanation: 'La boutique rend l’argent ; elle reçoit REFUND.',
      },
    },
  },
} as const satisfies Texts;
