'use strict';

// The words of the console. French is the procedure's; English where public scripts show it; the rest is likely.
angular.module('console')
  .constant('WORDS', {
    fr: {
      'MENU.EXTENSIONS': 'Extensions', 'MENU.GROUPS': 'Groupes', 'MENU.CONTACTS': 'Contacts',
      'MENU.LOGOUT': 'Se déconnecter', 'LOADING': 'Chargement…',
      'LOGIN_SCREEN.TITLE': 'Console de gestion',
      'LOGIN_SCREEN.USER': "Nom d'utilisateur ou numéro d'extension", 'LOGIN_SCREEN.PASSWORD': 'Mot de passe',
      'LOGIN_SCREEN.LOGIN_BTN': 'Connexion', 'LOGIN_SCREEN.INVALID': 'Identifiants invalides',
      'LOGIN_SCREEN.FORGOT': 'Mot de passe oublié ?',
      'LOGIN_SCREEN.BLOCKED': "Votre adresse IP est bloquée. Contactez l'administrateur du système.",
      'LOGIN_SCREEN.UNEXPECTED': 'Réponse inattendue du serveur', 'LOGIN_SCREEN.CODE': 'Code de sécurité',
      'LOGIN_SCREEN.CAPTCHA': "Recopiez les caractères de l'image",
      'LOGIN_SCREEN.CHANGE': 'Changer le mot de passe', 'LOGIN_SCREEN.NEW_PASSWORD': 'Nouveau mot de passe',
      'LOGIN_SCREEN.REPEAT_PASSWORD': 'Répétez le nouveau mot de passe',
      'REPOS.BUTTONS.SAVE_BTN': 'OK', 'REPOS.BUTTONS.CANCEL_BTN': 'Annuler', 'REPOS.BUTTONS.OK_BTN': 'OK',
      'REPOS.BUTTONS.ADD_BTN': 'Ajouter', 'REPOS.BUTTONS.EDIT_BTN': 'Modifier',
      'REPOS.BUTTONS.DELETE_BTN': 'Supprimer', 'REPOS.BUTTONS.STATUS_BTN': 'Statut',
      'REPOS.BUTTONS.EXPORT_BTN': 'Exporter', 'REPOS.BUTTONS.IMPORT_BTN': 'Importer',
      'REPOS.BUTTONS.SEARCH': 'Rechercher', 'REPOS.EMPTY': 'Aucun élément', 'REPOS.OF': 'sur',
      'LIST.NUMBER': 'Ext.', 'LIST.FIRST_NAME': 'Prénom', 'LIST.LAST_NAME': 'Nom de famille', 'LIST.EMAIL': 'Email',
      'LIST.MOBILE': 'Mobile', 'LIST.CALLER_ID': "ID d'appelant", 'LIST.PHONES': 'Téléphones',
      'LIST.SYNCED': 'Synchronisé avec',
      'TAB.general': 'Général', 'TAB.voicemail': 'Messagerie vocale', 'TAB.forwarding_rules': 'Règles de transfert',
      'TAB.phone_provisioning': 'Téléconfiguration téléphone', 'TAB.blf': 'BLF', 'TAB.options': 'Options',
      'TAB.rights': 'Droits', 'TAB.click2talk': 'Click2Talk/Click2Meet',
      'EXTENSIONS.EDITOR.GENERAL.USER_INFO': 'Informations utilisateur',
      'EXTENSIONS.EDITOR.GENERAL.NUMBER': 'Extension', 'EXTENSIONS.EDITOR.GENERAL.FIRST_NAME': 'Prénom',
      'EXTENSIONS.EDITOR.GENERAL.LAST_NAME': 'Nom', 'EXTENSIONS.EDITOR.GENERAL.EMAIL': 'Adresse email',
      'EXTENSIONS.EDITOR.GENERAL.MOBILE': 'Numéro mobile', 'EXTENSIONS.EDITOR.GENERAL.CALLER_ID': 'Numéro présenté',
      'EXTENSIONS.EDITOR.OTHER': 'Paramètres', 'EXTENSIONS.EDITOR.NOTHING_HERE': 'Aucun paramètre pour cette extension.',
      'EXTENSIONS.EDITOR.FORWARDING.STATUS': 'Statut',
      'EXTENSIONS.EDITOR.FORWARDING.STATUS_HELP': "Règles appliquées selon le statut de l'extension",
      'EXTENSIONS.EDITOR.FORWARDING.INTERNAL': 'Transférer les appels internes vers',
      'EXTENSIONS.EDITOR.FORWARDING.EXTERNAL': 'Transférer les appels externes vers',
      'EXTENSIONS.EDITOR.FORWARDING.AUTO_SWITCH': 'Changement automatique',
      'EXTENSIONS.EDITOR.FORWARDING.AUTO_SWITCH_CHBX': 'Changer en statut Disponible pendant les heures de bureau',
      'EXTENSIONS.EDITOR.FORWARDING.AUTO_SWITCH_TEXT': 'Passer en Disponible pendant les heures de bureau',
      'EXTENSIONS.EDITOR.FORWARDING.EXCEPTIONS': 'Exceptions',
      'EXCEPTIONS.HELP': 'Appliquer des règles différentes pour les appelants suivant',
      'EXCEPTIONS.ADD_RULE': 'Ajouter règle', 'EXCEPTIONS.UP': 'Monter', 'EXCEPTIONS.DOWN': 'Descendre',
      'EXCEPTIONS.CALLER': 'Appelant', 'EXCEPTIONS.HOURS': 'Heures', 'EXCEPTIONS.ACTION': 'Action',
      'EXCEPTIONS.DIALOG_TITLE': 'Ajouter des exceptions', 'EXCEPTIONS.CALLS_FROM': "Appels de l'appelant",
      'EXCEPTIONS.RECEIVED_DURING': 'Reçu pendant', 'EXCEPTIONS.FORWARD_TO': 'Renvoyer vers',
      'HOURS.OFFICE_HOURS': 'Heures de bureau', 'HOURS.CONFIGURE': 'Configurer', 'HOURS.DELETE': 'Supprimer',
      'HOURS.CHOOSE': 'Choisir les heures', 'HOURS.BEGIN': 'De', 'HOURS.END': 'À', 'HOURS.SLOT': 'Plage horaire',
      'HOURS.CONFIRM_DELETE': 'Voulez-vous supprimer cette plage horaire ?',
      'HOURS.INVALID': 'Heure invalide', 'HOURS.END_FIRST': "L'heure de fin doit être postérieure à l'heure de début",
      'HOURS.OVERLAP': 'Cette plage horaire en chevauche une autre',
      'DAY.Monday': 'Lundi', 'DAY.Tuesday': 'Mardi', 'DAY.Wednesday': 'Mercredi', 'DAY.Thursday': 'Jeudi',
      'DAY.Friday': 'Vendredi', 'DAY.Saturday': 'Samedi', 'DAY.Sunday': 'Dimanche',
      'RuleHoursType.AllHours': 'Toutes les heures', 'RuleHoursType.OfficeHours': 'Pendant les heures de bureau',
      'RuleHoursType.OutOfOfficeHours': 'En dehors des heures de bureau',
      'RuleHoursType.SpecificHours': 'Heures spécifiques',
      'TypeOfExtensionForward.VoiceMail': 'Transférer à la messagerie vocale',
      'TypeOfExtensionForward.ExtensionVoiceMail': "Transférer à la messagerie vocale de l'extension",
      'TypeOfExtensionForward.MobileNumber': 'Transférer au mobile',
      'TypeOfExtensionForward.DN': "Transférer à l'extension",
      'TypeOfExtensionForward.ExternalNumber': 'Transférer au numéro', 'TypeOfExtensionForward.EndCall': "Terminer l'appel",
      'STATUS.Available': 'Disponible', 'STATUS.Away': 'Absent', 'STATUS.Out of office': 'Ne pas déranger',
      'STATUS.Custom 1': 'Déjeuner', 'STATUS.Custom 2': 'Voyage professionnel',
      'MESSAGE.TITLE': 'Message', 'LICENCE.TITLE': 'Licence', 'LICENCE.TEXT': 'Votre licence a expiré.',
      'ERROR.SAVE_FAILED': "Une erreur s'est produite lors de l'enregistrement.",
      'ERROR.LEADING_ZERO': "Le numéro d'extension ne peut pas commencer par 0.",
      'ERROR.INVALID_HOURS': 'Les heures ne sont pas valides.', 'ERROR.SERVER': "Le serveur a renvoyé une erreur.",
      'ERROR.NETWORK': 'Connexion au serveur impossible.', 'ERROR.UNKNOWN_HANDLE': "Cet objet n'est plus en cours d'édition.",
      'BANNER.cookies': 'Ce site utilise des cookies.', 'BANNER.news': 'Nouveau : découvrez la version 20 !',
      'BANNER.ACCEPT': "J'accepte"
    },
    en: {
      'MENU.EXTENSIONS': 'Extensions', 'MENU.GROUPS': 'Groups', 'MENU.CONTACTS': 'Contacts', 'MENU.LOGOUT': 'Logout',
      'LOADING': 'Loading…', 'LOGIN_SCREEN.TITLE': 'Management Console',
      'LOGIN_SCREEN.USER': 'User name or extension number', 'LOGIN_SCREEN.PASSWORD': 'Password',
      'LOGIN_SCREEN.LOGIN_BTN': 'Login', 'LOGIN_SCREEN.INVALID': 'Invalid credentials',
      'LOGIN_SCREEN.FORGOT': 'Forgot Password?',
      'LOGIN_SCREEN.BLOCKED': 'Your IP address is blocked. Contact the system administrator.',
      'LOGIN_SCREEN.UNEXPECTED': 'Unexpected answer from the server', 'LOGIN_SCREEN.CODE': 'Security code',
      'LOGIN_SCREEN.CAPTCHA': 'Type the characters of the picture', 'LOGIN_SCREEN.CHANGE': 'Change your password',
      'LOGIN_SCREEN.NEW_PASSWORD': 'New password', 'LOGIN_SCREEN.REPEAT_PASSWORD': 'Repeat the new password',
      'REPOS.BUTTONS.SAVE_BTN': 'OK', 'REPOS.BUTTONS.CANCEL_BTN': 'Cancel', 'REPOS.BUTTONS.OK_BTN': 'OK',
      'REPOS.BUTTONS.ADD_BTN': 'Add', 'REPOS.BUTTONS.EDIT_BTN': 'Edit', 'REPOS.BUTTONS.DELETE_BTN': 'Delete',
      'REPOS.BUTTONS.STATUS_BTN': 'Status', 'REPOS.BUTTONS.EXPORT_BTN': 'Export', 'REPOS.BUTTONS.IMPORT_BTN': 'Import',
      'REPOS.BUTTONS.SEARCH': 'Search', 'REPOS.EMPTY': 'No items', 'REPOS.OF': 'of',
      'LIST.NUMBER': 'Ext.', 'LIST.FIRST_NAME': 'First Name', 'LIST.LAST_NAME': 'Last Name', 'LIST.EMAIL': 'Email',
      'LIST.MOBILE': 'Mobile', 'LIST.CALLER_ID': 'Caller ID', 'LIST.PHONES': 'Phones', 'LIST.SYNCED': 'Synced with',
      'TAB.general': 'General', 'TAB.voicemail': 'Voicemail', 'TAB.forwarding_rules': 'Forwarding Rules',
      'TAB.phone_provisioning': 'Phone Provisioning', 'TAB.blf': 'BLF', 'TAB.options': 'Options', 'TAB.rights': 'Rights',
      'TAB.click2talk': 'Click2Talk/Click2Meet',
      'EXTENSIONS.EDITOR.GENERAL.USER_INFO': 'User Information', 'EXTENSIONS.EDITOR.GENERAL.NUMBER': 'Extension',
      'EXTENSIONS.EDITOR.GENERAL.FIRST_NAME': 'First Name', 'EXTENSIONS.EDITOR.GENERAL.LAST_NAME': 'Last Name',
      'EXTENSIONS.EDITOR.GENERAL.EMAIL': 'Email Address', 'EXTENSIONS.EDITOR.GENERAL.MOBILE': 'Mobile Number',
      'EXTENSIONS.EDITOR.GENERAL.CALLER_ID': 'Outbound Caller ID', 'EXTENSIONS.EDITOR.OTHER': 'Settings',
      'EXTENSIONS.EDITOR.NOTHING_HERE': 'No settings for this extension.',
      'EXTENSIONS.EDITOR.FORWARDING.STATUS': 'Status',
      'EXTENSIONS.EDITOR.FORWARDING.STATUS_HELP': 'Rules applied according to the status of the extension',
      'EXTENSIONS.EDITOR.FORWARDING.INTERNAL': 'Forward internal calls to',
      'EXTENSIONS.EDITOR.FORWARDING.EXTERNAL': 'Forward external calls to',
      'EXTENSIONS.EDITOR.FORWARDING.AUTO_SWITCH': 'Auto Switch Status',
      'EXTENSIONS.EDITOR.FORWARDING.AUTO_SWITCH_CHBX': 'Switch to Available status during office hours',
      'EXTENSIONS.EDITOR.FORWARDING.AUTO_SWITCH_TEXT': 'Switch to Available during office hours',
      'EXTENSIONS.EDITOR.FORWARDING.EXCEPTIONS': 'Exceptions',
      'EXCEPTIONS.HELP': 'Apply different rules for the following callers',
      'EXCEPTIONS.ADD_RULE': 'Add rule', 'EXCEPTIONS.UP': 'Move Up', 'EXCEPTIONS.DOWN': 'Move Down',
      'EXCEPTIONS.CALLER': 'Caller ID', 'EXCEPTIONS.HOURS': 'Hours', 'EXCEPTIONS.ACTION': 'Action',
      'EXCEPTIONS.DIALOG_TITLE': 'Add Exceptions', 'EXCEPTIONS.CALLS_FROM': 'Calls from Caller ID',
      'EXCEPTIONS.RECEIVED_DURING': 'Received during', 'EXCEPTIONS.FORWARD_TO': 'Forward to',
      'HOURS.OFFICE_HOURS': 'Office Hours', 'HOURS.CONFIGURE': 'Configure', 'HOURS.DELETE': 'Delete',
      'HOURS.CHOOSE': 'Choose hours', 'HOURS.BEGIN': 'From', 'HOURS.END': 'To', 'HOURS.SLOT': 'Time slot',
      'HOURS.CONFIRM_DELETE': 'Do you want to delete this time slot?', 'HOURS.INVALID': 'Invalid time',
      'HOURS.END_FIRST': 'The end time must be later than the start time',
      'HOURS.OVERLAP': 'This time slot overlaps another one',
      'DAY.Monday': 'Monday', 'DAY.Tuesday': 'Tuesday', 'DAY.Wednesday': 'Wednesday', 'DAY.Thursday': 'Thursday',
      'DAY.Friday': 'Friday', 'DAY.Saturday': 'Saturday', 'DAY.Sunday': 'Sunday',
      'RuleHoursType.AllHours': 'All Hours', 'RuleHoursType.OfficeHours': 'During office hours',
      'RuleHoursType.OutOfOfficeHours': 'Outside office hours', 'RuleHoursType.SpecificHours': 'Specific Hours',
      'TypeOfExtensionForward.VoiceMail': 'Forward to Voicemail',
      'TypeOfExtensionForward.ExtensionVoiceMail': "Forward to extension's Voicemail",
      'TypeOfExtensionForward.MobileNumber': 'Forward to Mobile', 'TypeOfExtensionForward.DN': 'Forward to Extension',
      'TypeOfExtensionForward.ExternalNumber': 'Forward to number', 'TypeOfExtensionForward.EndCall': 'End Call',
      'STATUS.Available': 'Available', 'STATUS.Away': 'Away', 'STATUS.Out of office': 'Do Not Disturb',
      'STATUS.Custom 1': 'Lunch', 'STATUS.Custom 2': 'Business Trip',
      'MESSAGE.TITLE': 'Message', 'LICENCE.TITLE': 'Licence', 'LICENCE.TEXT': 'Your licence has expired.',
      'ERROR.SAVE_FAILED': 'An error occurred while saving.',
      'ERROR.LEADING_ZERO': 'The extension number cannot start with 0.',
      'ERROR.INVALID_HOURS': 'The hours are not valid.', 'ERROR.SERVER': 'The server returned an error.',
      'ERROR.NETWORK': 'Cannot connect to the server.', 'ERROR.UNKNOWN_HANDLE': 'This object is no longer being edited.',
      'BANNER.cookies': 'This site uses cookies.', 'BANNER.news': 'New: discover version 20!', 'BANNER.ACCEPT': 'Accept'
    },
    de: {
      'MENU.EXTENSIONS': 'Nebenstellen', 'MENU.GROUPS': 'Gruppen', 'MENU.CONTACTS': 'Kontakte', 'MENU.LOGOUT': 'Abmelden',
      'LOADING': 'Wird geladen…', 'LOGIN_SCREEN.TITLE': 'Verwaltungskonsole',
      'LOGIN_SCREEN.USER': 'Benutzername oder Nebenstellennummer', 'LOGIN_SCREEN.PASSWORD': 'Passwort',
      'LOGIN_SCREEN.LOGIN_BTN': 'Anmelden', 'LOGIN_SCREEN.INVALID': 'Ungültige Anmeldedaten',
      'LOGIN_SCREEN.FORGOT': 'Passwort vergessen?',
      'LOGIN_SCREEN.BLOCKED': 'Ihre IP-Adresse ist gesperrt. Wenden Sie sich an den Administrator.',
      'LOGIN_SCREEN.UNEXPECTED': 'Unerwartete Antwort des Servers', 'LOGIN_SCREEN.CODE': 'Sicherheitscode',
      'LOGIN_SCREEN.CAPTCHA': 'Geben Sie die Zeichen des Bildes ein', 'LOGIN_SCREEN.CHANGE': 'Passwort ändern',
      'LOGIN_SCREEN.NEW_PASSWORD': 'Neues Passwort', 'LOGIN_SCREEN.REPEAT_PASSWORD': 'Neues Passwort wiederholen',
      'REPOS.BUTTONS.SAVE_BTN': 'OK', 'REPOS.BUTTONS.CANCEL_BTN': 'Abbrechen', 'REPOS.BUTTONS.OK_BTN': 'OK',
      'REPOS.BUTTONS.ADD_BTN': 'Hinzufügen', 'REPOS.BUTTONS.EDIT_BTN': 'Bearbeiten',
      'REPOS.BUTTONS.DELETE_BTN': 'Löschen', 'REPOS.BUTTONS.STATUS_BTN': 'Status',
      'REPOS.BUTTONS.EXPORT_BTN': 'Exportieren', 'REPOS.BUTTONS.IMPORT_BTN': 'Importieren',
      'REPOS.BUTTONS.SEARCH': 'Suchen', 'REPOS.EMPTY': 'Keine Einträge', 'REPOS.OF': 'von',
      'LIST.NUMBER': 'Nst.', 'LIST.FIRST_NAME': 'Vorname', 'LIST.LAST_NAME': 'Nachname', 'LIST.EMAIL': 'E-Mail',
      'LIST.MOBILE': 'Mobil', 'LIST.CALLER_ID': 'Anrufer-ID', 'LIST.PHONES': 'Telefone',
      'LIST.SYNCED': 'Synchronisiert mit',
      'TAB.general': 'Allgemein', 'TAB.voicemail': 'Voicemail', 'TAB.forwarding_rules': 'Weiterleitungsregeln',
      'TAB.phone_provisioning': 'Telefonbereitstellung', 'TAB.blf': 'BLF', 'TAB.options': 'Optionen',
      'TAB.rights': 'Rechte', 'TAB.click2talk': 'Click2Talk/Click2Meet',
      'EXTENSIONS.EDITOR.GENERAL.USER_INFO': 'Benutzerinformationen', 'EXTENSIONS.EDITOR.GENERAL.NUMBER': 'Nebenstelle',
      'EXTENSIONS.EDITOR.GENERAL.FIRST_NAME': 'Vorname', 'EXTENSIONS.EDITOR.GENERAL.LAST_NAME': 'Nachname',
      'EXTENSIONS.EDITOR.GENERAL.EMAIL': 'E-Mail-Adresse', 'EXTENSIONS.EDITOR.GENERAL.MOBILE': 'Mobilnummer',
      'EXTENSIONS.EDITOR.GENERAL.CALLER_ID': 'Ausgehende Anrufer-ID', 'EXTENSIONS.EDITOR.OTHER': 'Einstellungen',
      'EXTENSIONS.EDITOR.NOTHING_HERE': 'Keine Einstellungen für diese Nebenstelle.',
      'EXTENSIONS.EDITOR.FORWARDING.STATUS': 'Status',
      'EXTENSIONS.EDITOR.FORWARDING.STATUS_HELP': 'Regeln je nach Status der Nebenstelle',
      'EXTENSIONS.EDITOR.FORWARDING.INTERNAL': 'Interne Anrufe weiterleiten an',
      'EXTENSIONS.EDITOR.FORWARDING.EXTERNAL': 'Externe Anrufe weiterleiten an',
      'EXTENSIONS.EDITOR.FORWARDING.AUTO_SWITCH': 'Automatischer Statuswechsel',
      'EXTENSIONS.EDITOR.FORWARDING.AUTO_SWITCH_CHBX': 'Während der Bürozeiten in den Status Verfügbar wechseln',
      'EXTENSIONS.EDITOR.FORWARDING.AUTO_SWITCH_TEXT': 'Während der Bürozeiten auf Verfügbar schalten',
      'EXTENSIONS.EDITOR.FORWARDING.EXCEPTIONS': 'Ausnahmen',
      'EXCEPTIONS.HELP': 'Andere Regeln für die folgenden Anrufer anwenden',
      'EXCEPTIONS.ADD_RULE': 'Regel hinzufügen', 'EXCEPTIONS.UP': 'Nach oben', 'EXCEPTIONS.DOWN': 'Nach unten',
      'EXCEPTIONS.CALLER': 'Anrufer', 'EXCEPTIONS.HOURS': 'Zeiten', 'EXCEPTIONS.ACTION': 'Aktion',
      'EXCEPTIONS.DIALOG_TITLE': 'Ausnahmen hinzufügen', 'EXCEPTIONS.CALLS_FROM': 'Anrufe von Anrufer-ID',
      'EXCEPTIONS.RECEIVED_DURING': 'Empfangen während', 'EXCEPTIONS.FORWARD_TO': 'Weiterleiten an',
      'HOURS.OFFICE_HOURS': 'Bürozeiten', 'HOURS.CONFIGURE': 'Konfigurieren', 'HOURS.DELETE': 'Löschen',
      'HOURS.CHOOSE': 'Zeiten wählen', 'HOURS.BEGIN': 'Von', 'HOURS.END': 'Bis', 'HOURS.SLOT': 'Zeitfenster',
      'HOURS.CONFIRM_DELETE': 'Möchten Sie dieses Zeitfenster löschen?', 'HOURS.INVALID': 'Ungültige Uhrzeit',
      'HOURS.END_FIRST': 'Das Ende muss nach dem Beginn liegen',
      'HOURS.OVERLAP': 'Dieses Zeitfenster überschneidet sich mit einem anderen',
      'DAY.Monday': 'Montag', 'DAY.Tuesday': 'Dienstag', 'DAY.Wednesday': 'Mittwoch', 'DAY.Thursday': 'Donnerstag',
      'DAY.Friday': 'Freitag', 'DAY.Saturday': 'Samstag', 'DAY.Sunday': 'Sonntag',
      'RuleHoursType.AllHours': 'Alle Zeiten', 'RuleHoursType.OfficeHours': 'Während der Bürozeiten',
      'RuleHoursType.OutOfOfficeHours': 'Außerhalb der Bürozeiten', 'RuleHoursType.SpecificHours': 'Bestimmte Zeiten',
      'TypeOfExtensionForward.VoiceMail': 'An Voicemail weiterleiten',
      'TypeOfExtensionForward.ExtensionVoiceMail': 'An Voicemail der Nebenstelle weiterleiten',
      'TypeOfExtensionForward.MobileNumber': 'An Mobiltelefon weiterleiten',
      'TypeOfExtensionForward.DN': 'An Nebenstelle weiterleiten',
      'TypeOfExtensionForward.ExternalNumber': 'An Nummer weiterleiten', 'TypeOfExtensionForward.EndCall': 'Anruf beenden',
      'STATUS.Available': 'Verfügbar', 'STATUS.Away': 'Abwesend', 'STATUS.Out of office': 'Nicht stören',
      'STATUS.Custom 1': 'Mittagspause', 'STATUS.Custom 2': 'Geschäftsreise',
      'MESSAGE.TITLE': 'Meldung', 'LICENCE.TITLE': 'Lizenz', 'LICENCE.TEXT': 'Ihre Lizenz ist abgelaufen.',
      'ERROR.SAVE_FAILED': 'Beim Speichern ist ein Fehler aufgetreten.',
      'ERROR.LEADING_ZERO': 'Die Nebenstellennummer darf nicht mit 0 beginnen.',
      'ERROR.INVALID_HOURS': 'Die Zeiten sind ungültig.', 'ERROR.SERVER': 'Der Server meldet einen Fehler.',
      'ERROR.NETWORK': 'Keine Verbindung zum Server.',
      'ERROR.UNKNOWN_HANDLE': 'Dieses Objekt wird nicht mehr bearbeitet.',
      'BANNER.cookies': 'Diese Website verwendet Cookies.', 'BANNER.news': 'Neu: Entdecken Sie Version 20!',
      'BANNER.ACCEPT': 'Akzeptieren'
    }
  })
  // What the scan of the procedure made of two words.
  .constant('SCANNED', { 'DAY.Thursday': 'Judi', 'TAB.rights': 'Drroits' })

  .factory('texts', ['$document', 'WORDS', 'SCANNED', 'settings', 'faults',
    function ($document, WORDS, SCANNED, settings, faults) {
      var chosen = /NG_TRANSLATE_LANG_KEY=(\w\w)/.exec($document[0].cookie);
      var texts = {
        languages: [
          { key: 'en', name: 'English' }, { key: 'fr', name: 'Français' }, { key: 'de', name: 'Deutsch' }
        ],
        language: chosen && WORDS[chosen[1]] ? chosen[1] : settings.variant.language,
        choose: function (language) {
          texts.language = language;
          $document[0].documentElement.lang = language;
          $document[0].cookie = 'NG_TRANSLATE_LANG_KEY=' + language + '; path=/';
        },
        get: function (key) {
          var renamed = faults.renamed(key);
          if (renamed !== null) { return renamed; }
          var scanned = settings.variant.spelling === 'ocr' && texts.language === 'fr' && SCANNED[key];
          return scanned || WORDS[texts.language][key] || key;
        }
      };
      $document[0].documentElement.lang = texts.language;
      return texts;
    }])

  .directive('translate', ['texts', function (texts) {
    return {
      restrict: 'A',
      link: function (scope, element, attributes) {
        scope.$watch(function () { return texts.get(attributes.translate); },
          function (text) { element.text(text); });
      }
    };
  }])
  .filter('translate', ['texts', function (texts) {
    function translate(key) { return texts.get(key); }
    translate.$stateful = true;
    return translate;
  }]);
