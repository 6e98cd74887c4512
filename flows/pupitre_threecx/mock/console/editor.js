'use strict';

angular.module('console')
  .controller('EditorCtrl', ['$scope', '$state', '$stateParams', 'api', 'editors', 'dialogs', 'faults',
    function ($scope, $state, $stateParams, api, editors, dialogs, faults) {
      var $ctrl = this;
      var editor = $ctrl.editor = editors.get($stateParams.id);
      $ctrl.tabs = ['general', 'voicemail', 'forwarding_rules', 'phone_provisioning', 'blf', 'options', 'rights',
        'click2talk'];
      $ctrl.hidden = function (tab) { return tab === 'forwarding_rules' && faults.is('tab_hidden'); };
      if (!editor) {
        // A handle of another page or another session means nothing here.
        $state.go('app.extensions');
        return;
      }
      $scope.object = editor.object;
      $ctrl.save = function () {
        $ctrl.saving = true;
        api.post('edit/save', editor.handle).then(leave, function (response) {
          dialogs.failure(response);
        }).finally(function () { $ctrl.saving = false; });
      };
      $ctrl.cancel = function () { api.post('edit/cancel', editor.handle).finally(leave); };
      function leave() { return $state.go('app.extensions'); }
      faults.editorShown();
    }])

  .controller('ForwardingRulesCtrl', ['$scope', '$stateParams', 'editors', function ($scope, $stateParams, editors) {
    var editor = editors.get($stateParams.id);
    if (!editor) { return; }
    var profiles = {
      'Available': 'ForwardingAvailable', 'Away': 'ForwardingAway', 'Out of office': 'ForwardingAway2',
      'Custom 1': 'ForwardingAvailable2', 'Custom 2': 'ForwardingAway3'
    };
    $scope.status = 'Available';
    $scope.statuses = Object.keys(profiles);
    $scope.show = function (status) {
      $scope.status = status;
      $scope.profile = editor.object[profiles[status]]._value;
    };
    $scope.show('Available');
    this.editor = editor;
  }])

  // The other schedule of the extension: not the one that the procedure is about.
  .controller('AutoSwitchCtrl', ['$scope', '$stateParams', '$uibModal', 'editors',
    function ($scope, $stateParams, $uibModal, editors) {
      var editor = editors.get($stateParams.id);
      $scope.configureOfficeHours = function () {
        var before = angular.toJson(editor.object.Hours._value);
        var updates = editor.updates;
        $uibModal.open({
          templateUrl: 'office_hours.html',
          size: 'lg',
          backdrop: 'static',
          controller: ['$scope', function (inner) { inner.object = editor.object; }]
        }).result.catch(function () {
          if (editor.updates !== updates) { editor.update([{ Name: 'Hours' }], angular.fromJson(before)); }
        });
      };
    }]);
