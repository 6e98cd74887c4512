'use strict';

// What the page itself does wrong when told to. The server sends the switches with every answer.
angular.module('console')
  // Elements that can be renamed, doubled or given another id; anything else is taken as a CSS selector.
  .constant('ELEMENTS', {
    'login.user': { css: 'login-component input[type=text]', key: 'LOGIN_SCREEN.USER' },
    'login.password': { css: 'login-component input[type=password]', key: 'LOGIN_SCREEN.PASSWORD' },
    'login.submit': { css: 'login-component button[type=submit]', key: 'LOGIN_SCREEN.LOGIN_BTN' },
    'list.search': { css: 'extension-list input.search', key: 'REPOS.BUTTONS.SEARCH' },
    'editor.ok': { css: '.editor-buttons > .btn-primary', key: 'REPOS.BUTTONS.SAVE_BTN' },
    'editor.cancel': { css: '.editor-buttons > .btn-default', key: 'REPOS.BUTTONS.CANCEL_BTN' },
    'editor.forwarding_rules': { css: 'a[ui-sref=".forwarding_rules"]', key: 'TAB.forwarding_rules' },
    'rules.panel': {
      css: 'panel[mc-title$="EXCEPTIONS"]', key: 'EXTENSIONS.EDITOR.FORWARDING.EXCEPTIONS'
    },
    'rules.add': { css: 'panel .btn-success', key: 'EXCEPTIONS.ADD_RULE' },
    'rule.title': { css: '.modal-lg .modal-title', key: 'EXCEPTIONS.DIALOG_TITLE' },
    'rule.caller': { css: '.modal-lg .exception-caller', key: 'EXCEPTIONS.CALLS_FROM' },
    'rule.hours': { css: '.modal-lg .exception-hours', key: 'EXCEPTIONS.RECEIVED_DURING' },
    'rule.destination': { css: '.modal-lg .exception-destination', key: 'EXCEPTIONS.FORWARD_TO' },
    'rule.ok': { css: '.modal-lg .modal-footer > .btn:first-child', key: 'REPOS.BUTTONS.OK_BTN' },
    'rule.cancel': { css: '.modal-lg .modal-footer > .btn:last-child', key: 'REPOS.BUTTONS.CANCEL_BTN' },
    'rule.specific_hours': { css: 'option[value$="SpecificHours"]', key: 'RuleHoursType.SpecificHours' },
    'day.configure': { css: 'time-ranges-control .configure', key: 'HOURS.CONFIGURE' },
    'day.thursday': { css: 'time-ranges-control th:nth-child(4)', key: 'DAY.Thursday' },
    'slot.delete': { css: '.slot-delete', key: 'HOURS.DELETE' },
    'slot.ok': { css: '.configure-dialog .modal-footer > .btn:first-child', key: 'REPOS.BUTTONS.OK_BTN' },
    'shell.logout': { css: 'li[ng-controller="LogoutCtrl"]', key: 'MENU.LOGOUT' }
  })

  .factory('faults', ['$window', '$document', '$injector', 'settings', 'ELEMENTS',
    function ($window, $document, $injector, settings, ELEMENTS) {
      var current = settings.faults;
      var configured = 0;
      var observer = null;
      var popping = null;
      var body = $document[0].body;

      var faults = {
        is: function (name) { return current[name] || false; },
        learn: function (switches) { current = switches; watch(); },
        renamed: function (key) {
          var fault = current.rename_label;
          if (!fault) { return null; }
          var element = ELEMENTS[fault.element] || { key: fault.element };
          return element.key === key ? fault.text : null;
        },
        losesThisSlot: function () {
          var fault = current.lose_click_on_add;
          configured += 1;
          return Boolean(fault) && (fault.nth === 0 || fault.nth === configured);
        },
        editorShown: function () {
          if (current.freeze_page) { $window.setTimeout(function () { for (;;) { } }, 250); }
        },
        listShown: function (dialogs) {
          if (current.licence_modal) { dialogs.message('LICENCE.TEXT', 'LICENCE.TITLE'); }
          if (current.push_download) { download(); }
          if (current.popups && !popping) { popping = $window.setInterval(popup, 400); }
        }
      };

      function download() {
        var link = angular.element('<a href="/download" download></a>')[0];
        body.appendChild(link);
        link.click();
        link.remove();
      }

      function popup() {
        if (!current.popups) {
          $window.clearInterval(popping);
          popping = null;
        } else if (current.popups.kind === 'alerts') {
          $window.alert('3CX');
        } else {
          $window.open('about:blank', '_blank', 'width=200,height=100');
        }
      }

      // Elements come and go with Angular: whatever has to be spoilt is spoilt again when the page changes.
      function watch() {
        var needed = current.change_id || current.duplicate_element || current.banner;
        if (needed && !observer) {
          observer = new MutationObserver(spoil);
          observer.observe(body, { childList: true, subtree: true });
          spoil();
        } else if (!needed && observer) {
          observer.disconnect();
          observer = null;
        }
      }

      function found(name) {
        return Array.from(body.querySelectorAll((ELEMENTS[name] || { css: name }).css));
      }

      function spoil() {
        if (current.change_id) {
          found(current.change_id.element).forEach(function (element) { element.id = current.change_id.id; });
        }
        if (current.duplicate_element) {
          found(current.duplicate_element.element).forEach(function (element) {
            if (element.dataset.copied) { return; }
            element.dataset.copied = 'yes';
            element.after(element.cloneNode(true));
          });
        }
        if (current.banner && !body.querySelector('.site-banner') && !faults.accepted) { cover(); }
      }

      function cover() {
        var texts = $injector.get('texts');
        var kind = current.banner.kind;
        var cover = angular.element('<div class="site-banner"><div class="site-banner-box"><p></p>' +
          '<button type="button" class="btn btn-primary"></button></div></div>');
        cover.addClass('site-banner-' + kind);
        cover.find('p').text(texts.get('BANNER.' + kind));
        cover.find('button').attr('id', kind + 'Accept').text(texts.get('BANNER.ACCEPT')).on('click', function () {
          faults.accepted = true;
          cover.remove();
        });
        body.appendChild(cover[0]);
      }

      // Later: the banner needs `texts`, which needs this.
      $window.setTimeout(watch);
      return faults;
    }]);
