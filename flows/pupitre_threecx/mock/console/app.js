'use strict';

// The states of the console. Routes are bare hashes (#/login), as in the real one.
angular.module('console', ['ngAria', 'ngAnimate', 'ui.router', 'ui.bootstrap'])
  .constant('settings', JSON.parse(document.getElementById('settings').textContent))

  .config(['$qProvider', '$locationProvider', '$stateProvider', '$urlRouterProvider',
    function ($qProvider, $locationProvider, $stateProvider, $urlRouterProvider) {
      // ui-router 0.3 leaves rejected transitions to nobody.
      $qProvider.errorOnUnhandledRejections(false);
      $locationProvider.hashPrefix('');
      $urlRouterProvider.otherwise('/loading');

      var currentUser = ['session', function (session) { return session.user(); }];
      $stateProvider
        .state('loading', { url: '/loading', templateUrl: 'loading.html', controller: 'LoadingCtrl' })
        .state('login', { url: '/login', template: '<login-component></login-component>' })
        .state('app', {
          abstract: true,
          url: '/app',
          templateUrl: 'shell.html',
          controller: 'ShellCtrl',
          resolve: { currentUser: currentUser }
        })
        .state('app.extensions', { url: '/extensions', template: '<extension-list></extension-list>' })
        .state('app.groups', { url: '/groups', templateUrl: 'empty.html' })
        .state('app.contacts', { url: '/contacts', templateUrl: 'empty.html' })
        .state('app.extension_editor', {
          url: '/extension_editor/:id',
          templateUrl: 'editor.html',
          controller: 'EditorCtrl',
          controllerAs: '$ctrl'
        })
        .state('app.extension_editor.general', {
          url: '/general', templateUrl: 'general.html'
        })
        .state('app.extension_editor.forwarding_rules', {
          url: '/forwarding_rules',
          templateUrl: 'forwarding_rules.html',
          controller: 'ForwardingRulesCtrl',
          controllerAs: '$ctrl'
        });
      ['voicemail', 'phone_provisioning', 'blf', 'options', 'rights', 'click2talk'].forEach(function (tab) {
        $stateProvider.state('app.extension_editor.' + tab, { url: '/' + tab, templateUrl: 'other_tab.html' });
      });
    }])

  .controller('LoadingCtrl', ['$state', 'session', function ($state, session) {
    session.user().then(function () { $state.go('app.extensions'); });
  }])

  .controller('ShellCtrl', ['$scope', '$interval', 'currentUser', 'api', function ($scope, $interval, user, api) {
    $scope.user = { isopen: false, name: user.name, initials: user.initials };
    var polling = $interval(function () { api.get('SystemStatus'); }, 5000);
    $scope.$on('$destroy', function () { $interval.cancel(polling); });
  }])

  .controller('LogoutCtrl', ['$scope', '$state', 'api', 'session', function ($scope, $state, api, session) {
    $scope.logout = function () {
      api.post('logout', {}).finally(function () {
        session.forget();
        $state.go('login');
      });
    };
  }])

  .run(['$rootScope', '$state', function ($rootScope, $state) {
    $rootScope.$on('$stateChangeError', function (event, to, params, from, fromParams, error) {
      event.preventDefault();
      // Somebody who is not signed in is already on the way to the login form.
      if (error && error.status !== 401 && !from.name) { $state.go('login'); }
    });
  }]);
