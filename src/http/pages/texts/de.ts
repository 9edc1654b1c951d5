import type { Texts } from './texts.ts';

export const de = {
  frame: {
    testRibbon: 'Test – es fließt kein Geld',
    testMark: 'Test',
    language: 'Sprache',
    operatedBy: 'Diese Zahlungsseite betreibt {operator}.',
    questions: 'Fragen: {contact}',
    details: 'Einzelheiten',
    copy: 'Kopieren',
    copied: 'Kopiert',
  },
  labels: {
    amount: 'Betrag',
    item: 'Artikel',
    order: 'Bestellung',
    time: 'Zeit',
    channel: 'Zahlungsart',
    transaction: 'Transaktion',
    reference: 'Referenz',
    website: 'Website',
  },
  choose: {
    heading: 'Zahlung an {shop}',
    how: 'Zahlungsart wählen',
    more: 'Weitere Zahlungsarten',
    troubled: 'Zurzeit gestört; eine andere Zahlungsart ist vielleicht schneller',
    none: 'Zurzeit kann hier nicht bezahlt werden. Ihnen wurde nichts belastet. Bitte versuchen Sie es später noch einmal oder fragen Sie den Shop.',
    next: 'Sie gehen weiter zur Seite des gewählten Anbieters und kommen danach hierher zurück.',
    notices: {
      declined:
        'Diese Zahlung kam nicht zustande, Ihnen wurde nichts belastet. Sie können es noch einmal versuchen oder eine andere Zahlungsart wählen.',
      canceled:
        'Sie sind ohne Zahlung zurückgekommen. Sie können es noch einmal versuchen oder eine andere Zahlungsart wählen.',
      expired: 'Die Zeit für diese Zahlung ist abgelaufen. Sie können hier neu beginnen.',
      unavailable:
        'Diese Zahlungsart antwortet zurzeit nicht, Ihnen wurde nichts belastet. Bitte wählen Sie eine andere.',
      unavailable_alone:
        'Diese Zahlungsart antwortet zurzeit nicht, Ihnen wurde nichts belastet. Bitte versuchen Sie es in ein paar Minuten noch einmal.',
      currency: 'Diese Zahlungsart nimmt diese Währung nicht an. Bitte wählen Sie eine andere.',
    },
  },
  channelHints: {
    paypal: 'PayPal-Guthaben, Bankkonto oder Karte',
    paypal_classic: 'PayPal-Guthaben, Bankkonto oder Karte',
    moneybookers: 'Skrill-Guthaben, Bankkonto oder Karte',
    stripe: 'Karte, Apple Pay, Google Pay und mehr',
    alipay: 'Mit der Alipay-App oder dem Alipay-Konto',
    wechatpay: 'Einen Code mit WeChat scannen',
    sandbox: 'Spielgeld zum Ausprobieren',
  },
  result: {
    states: {
      paid: { word: 'Bezahlt', sentence: 'Ihre Zahlung an {shop} ist angekommen.' },
      confirming: {
        word: 'Wird bestätigt',
        sentence:
          '{channel} hat noch nicht geantwortet. Ihnen wurde nichts doppelt belastet; diese Seite sieht von selbst wieder nach.',
        after:
          'Wenn es länger dauert, können Sie diese Seite schließen: {shop} erfährt es, sobald die Zahlung sicher ist. Bitte zahlen Sie inzwischen nicht noch einmal.',
      },
      failed: {
        word: 'Nicht bezahlt',
        sentence: 'Die Zahlung kam nicht zustande. Ihnen wurde nichts belastet.',
      },
      canceled: {
        word: 'Abgebrochen',
        sentence: 'Diese Zahlung wurde abgebrochen. Ihnen wurde nichts belastet.',
      },
      expired: {
        word: 'Abgelaufen',
        sentence: 'Diese Zahlung wurde nicht rechtzeitig abgeschlossen.',
        after:
          'Falls Sie doch bezahlt haben, zahlen Sie bitte nicht noch einmal: {shop} erfährt es, sobald das Geld da ist.',
      },
      refunded: {
        word: 'Erstattet',
        sentence: '{shop} hat Ihnen das Geld zurückgeschickt.',
        after: 'Es kann einige Tage dauern, bis Sie es auf Ihrem Konto sehen.',
      },
      review: {
        word: 'In Prüfung',
        sentence: 'Ihre Zahlung ist eingegangen und wird geprüft.',
        after: 'Sie brauchen nichts zu tun. Bitte zahlen Sie nicht noch einmal.',
      },
    },
    someChannel: 'Der Zahlungsdienst',
    progress: 'Warten auf die Bestätigung',
    tryAgain: 'Noch einmal versuchen',
    otherWays: 'Oder anders bezahlen',
    backToShop: 'Zurück zu {shop}',
    goOnTo: 'Weiter zu {host}',
    goOnNote:
      'Der Knopf führt von dieser Seite weg, zu {host}. Gehen Sie nur weiter, wenn Sie diese Adresse kennen.',
  },
  errors: {
    cannotPay: 'Diese Zahlung kann nicht beginnen',
    notFound: 'Hier ist nichts',
    tryLater: 'Bitte versuchen Sie es gleich noch einmal',
    general:
      'Mit dieser Zahlung stimmt etwas nicht. Bitte gehen Sie zurück zum Shop und beginnen Sie neu.',
    sentences: {
      MISSING_PARAMETER:
        'Der Link, der Sie hierher gebracht hat, ist unvollständig. Bitte gehen Sie zurück zum Shop und beginnen Sie neu.',
      INVALID_PARAMETER:
        'Der Link, der Sie hierher gebracht hat, enthält etwas, das diese Seite nicht lesen kann. Bitte gehen Sie zurück zum Shop und beginnen Sie neu.',
      INVALID_GROSS:
        'Der Link, der Sie hierher gebracht hat, verlangt einen Betrag, der nicht bezahlt werden kann. Bitte sagen Sie es dem Shop.',
      UNKNOWN_APP:
        'Diese Seite kennt den Shop nicht, der Sie hierher geschickt hat. Bitte sagen Sie es dem Shop.',
      UNKNOWN_CHANNEL:
        'Der Shop bietet diese Zahlungsart nicht an. Bitte gehen Sie zurück und wählen Sie eine andere.',
      CURRENCY_NOT_SUPPORTED:
        'Diese Zahlungsart nimmt diese Währung nicht an. Bitte gehen Sie zurück und wählen Sie eine andere.',
      UNKNOWN_ACTIVITY:
        'Der Link, der Sie hierher gebracht hat, ist nicht richtig eingerichtet. Bitte sagen Sie es dem Shop.',
      ORDER_ID_REUSED:
        'Für diese Bestellung ist schon eine Zahlung eingegangen oder wird gerade bestätigt. Bitte zahlen Sie nicht noch einmal; fragen Sie den Shop, wenn etwas nicht stimmt.',
      BAD_SIGNATURE:
        'Der Link, der Sie hierher gebracht hat, ist zu alt oder wurde unterwegs verändert. Bitte gehen Sie zurück zum Shop und beginnen Sie neu.',
      CHANNEL_UNAVAILABLE:
        'Diese Zahlungsart antwortet zurzeit nicht. Ihnen wurde nichts belastet. Bitte wählen Sie eine andere oder versuchen Sie es in ein paar Minuten noch einmal.',
      CONFLICTING_PARAMETER:
        'Der Link, der Sie hierher gebracht hat, sagt zweierlei über diese Zahlung; darum wurde nichts begonnen. Bitte gehen Sie zurück zum Shop und beginnen Sie neu.',
      NOT_FOUND:
        'Diese Seite gibt es nicht. Bitte prüfen Sie die Adresse oder gehen Sie zurück zum Shop.',
      PAYMENT_NOT_FOUND:
        'Unter dieser Adresse gibt es keine Zahlung. Bitte prüfen Sie sie oder gehen Sie zurück zum Shop.',
      REQUEST_TOO_LARGE:
        'Es wurde mehr geschickt, als diese Seite annimmt. Bitte gehen Sie zurück zum Shop und beginnen Sie neu.',
      SYSTEM_UNAVAILABLE:
        'Diese Seite kann zurzeit keine Zahlungen nachschlagen. Wenn Sie eben bezahlt haben, zahlen Sie bitte nicht noch einmal: Ihre Zahlung ist nicht verloren.',
      INTERNAL_ERROR:
        'Bei uns ist etwas schiefgegangen. Wenn Sie eben bezahlt haben, zahlen Sie bitte nicht noch einmal: Ihre Zahlung ist nicht verloren.',
    },
    forDeveloper: 'Für die Entwickler des Shops',
    code: 'Code',
    parameter: 'Parameter',
  },
  home: {
    running: 'PayCenter läuft',
    purpose: 'Dieser Server nimmt Zahlungen für Händler entgegen.',
    astray:
      'Wenn ein Shop Sie hierher geschickt hat, gehen Sie bitte dorthin zurück und beginnen Sie neu.',
  },
  formPost: {
    heading: 'Weiter zu {channel}',
    sentence: 'Sie werden weitergeleitet. Wenn nichts geschieht, drücken Sie den Knopf.',
    button: 'Zu {channel} gehen',
  },
  qr: {
    heading: 'Mit {channel} bezahlen',
    instruction:
      'Öffnen Sie {channel} auf Ihrem Telefon, scannen Sie diesen Code und bestätigen Sie dort.',
    follows: 'Diese Seite bemerkt die Zahlung von selbst.',
    until: 'Der Code gilt bis {time}.',
    open: 'Test: den Code auf diesem Gerät öffnen',
    image: 'QR-Code zum Bezahlen mit {channel}',
    otherWay: 'Andere Zahlungsart wählen',
  },
  sandbox: {
    heading: 'Sandbox: Sie sind der Zahler',
    nothingReal: 'Ein Spielzeug zum Ausprobieren. Nichts hier ist echt, und es fließt kein Geld.',
    standsInFor: 'Diese Seite vertritt {brand}.',
    impossible: 'Das kann mit dieser Zahlung jetzt nicht geschehen.',
    forged: 'PayCenter hat die gefälschte Meldung abgewiesen, und nichts hat sich geändert.',
    state: 'Stand jetzt',
    states: {
      open: 'Noch nicht bezahlt',
      pending: 'In der Schwebe',
      paid: 'Bezahlt',
      failed: 'Abgelehnt',
      canceled: 'Abgebrochen',
      expired: 'Abgelaufen',
      refunded: 'Erstattet',
      review: 'In Prüfung',
      disputed: 'Im Streitfall',
      reversed: 'Zurückgeholt',
    },
    groups: { pay: 'Was tut der Zahler?', after: 'Und was geschieht danach?' },
    actions: {
      pay: { label: 'Bezahlen', explanation: 'Die Zahlung gelingt; der Shop hört SUCCESS.' },
      pay_less: {
        label: 'Zu wenig bezahlen',
        explanation: 'Es kommt weniger Geld an als verlangt; die Zahlung geht in die Prüfung.',
      },
      pay_repeated: {
        label: 'Bezahlen und es dreimal melden',
        explanation: 'Dieselbe Meldung kommt dreimal an und zählt einmal.',
      },
      pay_delayed: {
        label: 'Bezahlen und es spät melden',
        explanation: 'Sie gehen gleich zurück; die Meldung folgt etwas später.',
      },
      pay_reordered: {
        label: 'Bezahlen, in falscher Reihenfolge',
        explanation: 'Die Meldung der Zahlung kommt nach einer späteren an.',
      },
      pay_forged: {
        label: 'Eine Meldung fälschen',
        explanation: 'Eine Meldung mit falscher Signatur kommt an; sie darf nichts ändern.',
      },
      decline: {
        label: 'Ablehnen',
        explanation: 'Die Zahlung wird abgelehnt; der Käufer kann es noch einmal versuchen.',
      },
      cancel: { label: 'Abbrechen', explanation: 'Der Käufer geht zurück, ohne zu bezahlen.' },
      pend: {
        label: 'In der Schwebe lassen',
        explanation: 'Die Zahlung bleibt unentschieden, bis Sie hierher zurückkommen.',
      },
      dispute: {
        label: 'Einen Streitfall eröffnen',
        explanation: 'Der Zahler beschwert sich; der Shop hört IN_CASE.',
      },
      dispute_won: {
        label: 'Der Shop gewinnt den Streitfall',
        explanation: 'Das Geld bleibt beim Shop; er hört CANCEL_REVERSAL.',
      },
      dispute_lost: {
        label: 'Der Shop verliert den Streitfall',
        explanation: 'Das Geld geht an den Zahler zurück; der Shop hört APP_REVERSE.',
      },
      reverse: {
        label: 'Das Geld zurückholen',
        explanation: 'Der Zahler holt die Zahlung zurück; der Shop hört APP_REVERSE.',
      },
      reverse_won: {
        label: 'Das Zurückholen aufheben',
        explanation: 'Das Geld kommt wieder zum Shop; er hört CANCEL_REVERSAL.',
      },
      refund: {
        label: 'Erstatten',
        explanation: 'Der Shop gibt das Geld zurück; er hört REFUND.',
      },
    },
  },
} as const satisfies Texts;
