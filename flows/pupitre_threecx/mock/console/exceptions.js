'use strict';

angular.module('console')
  .controller('ExceptionsCtrl', ['$stateParams', '$timeout', '$uibModal', 'editors', 'faults',
    function ($stateParams, $timeout, $uibModal, editors, faults) {
      var editor = editors.get($stateParams.id);
      var list = this.list = { loading: true, displayedItems: [] };
      if (!editor) { return; }
      var property = [{ Name: 'ForwardingExceptions' }];

      function rules() { return editor.object.ForwardingExceptions._value; }
      function refresh() { list.displayedItems = list.loading ? [] : rules(); }
      function selected() {
        return list.displayedItems.filter(function (rule) { return rule.selected; })
          .map(function (rule) { return rule.Id; });
      }
      function rearrange(verb, ids) {
        var value = {};
        value[verb] = { Ids: ids, IsAllSelected: false, Search: '' };
        return editor.update(property, value).then(refresh);
      }

      list.select = function (item, $event) { item.selected = !item.selected; $event.stopPropagation(); };
      list.selectAll = function () {
        list.all = !list.all;
        list.displayedItems.forEach(function (item) { item.selected = list.all; });
      };
      list.hasSelection = function () { return selected().length > 0; };
      list.onDeleteClick = function () { rearrange('Delete', selected()); };
      list.onMoveClick = function (verb) { rearrange(verb, selected()); };
      list.onRowDelete = function (item, $event) {
        $event.stopPropagation();
        rearrange('Delete', [item.Id]);
      };
      list.onAddClick = function () {
        var known = rules().map(function (rule) { return rule.Id; });
        editor.update(property, { Add: { Ids: [], IsAllSelected: false, Search: '' } }).then(function () {
          var added = rules().filter(function (rule) { return known.indexOf(rule.Id) < 0; })[0];
          show(added).catch(function () { rearrange('Delete', [added.Id]); }).finally(refresh);
        });
      };
      list.onRowClick = function (item) {
        if (faults.is('dialog_never')) { return; }
        var late = faults.is('dialog_late');
        $timeout(function () { edit(item); }, late ? late.seconds * 1000 : 0);
        if (faults.is('dialog_twice')) { $timeout(function () { edit(item); }, 60); }
      };

      function edit(item) {
        var former = angular.fromJson(angular.toJson(item));
        var updates = editor.updates;
        show(item).catch(function () {
          // "Annuler" puts back what stood there; the working copy has already been changed.
          if (editor.updates !== updates) {
            return editor.update([{ Name: 'ForwardingExceptions', IdInCollection: item.Id }], former);
          }
        }).finally(refresh);
      }

      function show(item) {
        return $uibModal.open({
          templateUrl: 'exception.html',
          size: 'lg',
          backdrop: 'static',
          controller: ['$scope', function ($scope) {
            $scope.rule = function () {
              return rules().filter(function (rule) { return rule.Id === item.Id; })[0];
            };
          }]
        }).result;
      }

      $timeout(function () { list.loading = false; refresh(); }, 120);
    }]);
