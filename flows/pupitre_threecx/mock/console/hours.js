'use strict';

// A week of slots: each can be deleted, none can be edited, "Configurer" adds one.
angular.module('console')
  .factory('clock', ['settings', function (settings) {
    var twelve = settings.variant.clock === '12';
    function two(number) { return (number < 10 ? '0' : '') + number; }
    return {
      twelve: twelve,
      minutes: function (wire) { return Number(wire.slice(0, 2)) * 60 + Number(wire.slice(3, 5)); },
      wire: function (minutes) { return two(Math.floor(minutes / 60)) + ':' + two(minutes % 60) + ':00'; },
      text: function (minutes) {
        var hours = Math.floor(minutes / 60), rest = ':' + two(minutes % 60);
        return twelve ? (hours % 12 || 12) + rest + (hours < 12 ? ' AM' : ' PM') : two(hours) + rest;
      },
      // Minutes since midnight, or null: a slot ends before 24:00.
      read: function (text) {
        var match = twelve ? /^\s*(1[0-2]|0?[1-9]):([0-5]\d)\s*([AP])M\s*$/i.exec(text || '') :
          /^\s*([01]?\d|2[0-3]):([0-5]\d)\s*$/.exec(text || '');
        if (!match) { return null; }
        var hours = Number(match[1]);
        if (twelve) { hours = hours % 12 + (match[3].toUpperCase() === 'P' ? 12 : 0); }
        return hours * 60 + Number(match[2]);
      }
    };
  }])

  .constant('days', ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'])

  .directive('timeRangesControl', ['$uibModal', '$window', 'settings', 'days', 'clock', 'texts', 'faults',
    function ($uibModal, $window, settings, days, clock, texts, faults) {
      return {
        restrict: 'E',
        scope: { prop: '=' },
        templateUrl: 'time_ranges.html',
        link: function (scope) {
          scope.days = days;
          scope.menu = settings.variant.slot_menu;

          scope.slots = function (day) {
            return scope.prop.value.filter(function (slot) { return slot.DayOfWeek === day; });
          };
          scope.text = function (slot) {
            return clock.text(clock.minutes(slot.Start)) + ' - ' + clock.text(clock.minutes(slot.Stop));
          };
          scope.remove = function (slot) {
            if (faults.is('confirm_delete') && !$window.confirm(texts.get('HOURS.CONFIRM_DELETE'))) { return; }
            scope.prop.save(scope.prop.value.filter(function (other) { return other !== slot; }));
          };
          scope.ask = function (slot) {
            $uibModal.open({
              templateUrl: 'slot_dialog.html',
              size: 'md',
              backdrop: 'static',
              controller: ['$scope', function (inner) { inner.text = scope.text(slot); }]
            }).result.then(function () { scope.remove(slot); });
          };
          scope.configure = function (day) {
            $uibModal.open({
              templateUrl: 'configure.html',
              size: 'md',
              backdrop: 'static',
              controller: 'ConfigureCtrl',
              resolve: { day: function () { return day; }, slots: function () { return scope.prop.value; } }
            }).result.then(function (slot) {
              if (!faults.losesThisSlot()) { scope.prop.save(scope.prop.value.concat(slot)); }
            });
          };
        }
      };
    }])

  .controller('ConfigureCtrl', ['$scope', '$timeout', 'settings', 'clock', 'dialogs', 'toasts', 'day', 'slots',
    function ($scope, $timeout, settings, clock, dialogs, toasts, day, slots) {
      var entry = $scope.entry = settings.variant.time_entry;
      var refusal = settings.variant.overlap;
      $scope.day = day;
      $scope.twelve = clock.twelve;
      $scope.label = clock.text;
      $scope.placeholder = clock.twelve ? 'h:mm AM' : 'HH:mm';
      $scope.time = { begin: initial(9 * 60), end: initial(18 * 60) };
      $scope.choices = { begin: quarters(), end: quarters().concat(23 * 60 + 59) };
      slots.forEach(function (slot) {
        addChoice($scope.choices.begin, clock.minutes(slot.Start));
        addChoice($scope.choices.end, clock.minutes(slot.Stop));
      });

      function initial(minutes) {
        if (entry === 'timepicker') { return new Date(2000, 0, 1, Math.floor(minutes / 60), minutes % 60); }
        return entry === 'select' ? minutes : clock.text(minutes);
      }
      function read(value) {
        if (entry === 'timepicker') { return value ? value.getHours() * 60 + value.getMinutes() : null; }
        return entry === 'select' ? value : clock.read(value);
      }
      function quarters() {
        return Array.from({ length: 96 }, function (_, index) { return index * 15; });
      }
      function addChoice(choices, minutes) {
        if (choices.indexOf(minutes) < 0) { choices.push(minutes); }
        choices.sort(function (one, other) { return one - other; });
      }

      $scope.problem = function () {
        var begin = read($scope.time.begin), end = read($scope.time.end);
        if (begin === null || end === null || begin === undefined || end === undefined) { return 'HOURS.INVALID'; }
        if (end <= begin) { return 'HOURS.END_FIRST'; }
        var near = settings.variant.touching ? 0 : 1;
        var collides = slots.some(function (slot) {
          return slot.DayOfWeek === day && begin < clock.minutes(slot.Stop) + near &&
            clock.minutes(slot.Start) < end + near;
        });
        return collides ? 'HOURS.OVERLAP' : null;
      };
      $scope.disabled = function () { return refusal === 'disabled' && $scope.problem() !== null; };
      $scope.ok = function () {
        var problem = $scope.problem();
        $scope.shown = null;
        if (!problem) {
          var begin = read($scope.time.begin), end = read($scope.time.end);
          $scope.$close({ DayOfWeek: day, Start: clock.wire(begin), Stop: clock.wire(end) });
        } else if (refusal === 'inline') {
          $scope.shown = problem;
        } else if (refusal === 'toast') {
          toasts.show(problem);
        } else if (refusal === 'modal') {
          dialogs.message(problem);
        }
      };
    }])

  .factory('toasts', ['$document', '$timeout', 'texts', function ($document, $timeout, texts) {
    return {
      show: function (key) {
        var box = angular.element('<div id="toast-container" class="toast-top-right"></div>');
        var toast = angular.element('<div class="toast toast-error" role="alert"></div>');
        toast.append(angular.element('<div class="toast-message"></div>').text(texts.get(key)));
        box.append(toast);
        $document.find('body').append(box);
        $timeout(function () { box.remove(); }, 5000);
      }
    };
  }]);
