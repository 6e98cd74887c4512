'use strict';

// The console's own field controls: each is bound to one property of the working copy.
angular.module('console')
  .component('appNavItem', {
    bindings: { state: '@', icon: '@', label: '@' },
    template: '<a ui-sref="{{::$ctrl.state}}" ui-sref-active="active"><i class="icon glyphicon {{::$ctrl.icon}}"></i>' +
      ' <span translate="{{::$ctrl.label}}"></span></a>'
  })

  .directive('panel', function () {
    return {
      restrict: 'E',
      transclude: true,
      scope: { mcTitle: '@' },
      template: '<div class="panel panel-default"><div class="panel-heading" translate="{{mcTitle}}"></div>' +
        '<div class="panel-body" ng-transclude></div></div>'
    };
  })

  .directive('textControl', function () {
    return {
      restrict: 'E',
      scope: { prop: '=', label: '@' },
      template: '<div ng-hide="prop.hide" class="form-group"><label ng-if="label" translate="{{label}}"></label>' +
        '<input type="text" class="form-control" ng-model="prop.value" ng-trim="false"' +
        ' placeholder="{{label && (label | translate)}}"' +
        ' ng-model-options="{updateOn: \'blur\'}" ng-change="prop.save(prop.value)"></div>'
    };
  })

  .directive('selectEnumControl', function () {
    return {
      restrict: 'E',
      scope: { prop: '=', label: '@' },
      template: '<div ng-hide="prop.hide" class="form-group"><label ng-if="label" translate="{{label}}"></label>' +
        '<select class="form-control" ng-model="prop.value" ng-change="prop.save(prop.value)"' +
        ' ng-options="value as (value | translate) for value in prop.possibleValues"></select></div>'
    };
  })

  // ui-select, as far as this console shows it.
  .directive('selectControl', ['$document', 'api', function ($document, api) {
    return {
      restrict: 'E',
      scope: { prop: '=' },
      templateUrl: 'select_control.html',
      link: function (scope, element) {
        scope.state = { open: false, search: '', choices: [] };
        scope.label = function (item) { return item ? item._str : ''; };
        scope.refresh = function () {
          var state = { Start: 0, SortBy: null, Reverse: false, Search: scope.state.search };
          var path = { ObjectId: scope.prop.editor.handle, PropertyPath: scope.prop.path };
          api.post('edit/readProperty', { Path: path, State: state, Count: 100 }).then(function (answer) {
            scope.state.choices = answer.PossibleValues;
          });
        };
        scope.toggle = function () {
          scope.state.open = !scope.state.open;
          scope.state.search = '';
          if (scope.state.open) { scope.refresh(); }
        };
        scope.choose = function (item) {
          scope.state.open = false;
          scope.prop.value = item;
          scope.prop.save(item);
        };
        function closeElsewhere(event) {
          if (scope.state.open && !element[0].contains(event.target)) {
            scope.$apply(function () { scope.state.open = false; });
          }
        }
        $document.on('click', closeElsewhere);
        scope.$on('$destroy', function () { $document.off('click', closeElsewhere); });
      }
    };
  }])

  .directive('fwdTypeControl', function () {
    return { restrict: 'E', scope: { fwd: '=', label: '@' }, templateUrl: 'fwd_type_control.html' };
  });
