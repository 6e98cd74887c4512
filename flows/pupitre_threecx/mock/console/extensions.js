'use strict';

angular.module('console')
  .component('extensionList', {
    templateUrl: 'extension_list.html',
    controller: ['$scope', '$state', '$timeout', 'api', 'editors', 'dialogs', 'faults',
      function ($scope, $state, $timeout, api, editors, dialogs, faults) {
        var items = [];
        var list = this.list = { loading: true, search: '', page: 1, pageSize: 10, total: 0, displayedItems: [] };

        function matches(item) {
          var text = [item.Number, item.FirstName, item.LastName, item.Email, item.MobileNumber].join(' ');
          return text.toLowerCase().indexOf(list.search.trim().toLowerCase()) >= 0;
        }

        list.refresh = function () {
          var found = items.filter(matches);
          var first = (list.page - 1) * list.pageSize;
          list.total = found.length;
          list.displayedItems = found.slice(first, first + list.pageSize);
          list.first = found.length ? first + 1 : 0;
          list.last = first + list.displayedItems.length;
        };
        list.onSearch = function () { list.page = 1; list.refresh(); };
        list.onRowClick = function (item) {
          editors.open(item.Id).then(function (editor) {
            return $state.go('app.extension_editor.general', { id: editor.handle });
          }, dialogs.failure.bind(dialogs));
        };
        list.select = function (item, $event) { item.selected = !item.selected; $event.stopPropagation(); };
        list.selectAll = function () {
          list.all = !list.all;
          list.displayedItems.forEach(function (item) { item.selected = list.all; });
        };
        list.onAddClick = angular.noop;

        api.get('ExtensionList').then(function (answer) {
          // The rows come a moment after the panel, as they do on the real console.
          return $timeout(function () {
            items = answer.list;
            list.loading = false;
            list.refresh();
            faults.listShown(dialogs);
          }, 120);
        }, dialogs.failure.bind(dialogs));
      }]
  });
