'use strict';

angular.module('console')
  .component('loginComponent', {
    templateUrl: 'login.html',
    controller: ['$scope', '$http', '$state', 'texts', 'session', function ($scope, $http, $state, texts, session) {
      var $ctrl = this;
      $scope.user = { username: '', password: '' };
      $ctrl.failures = 0;
      $ctrl.asked = null;
      $ctrl.languages = texts.languages;
      $ctrl.language = function () { return texts.language; };
      $ctrl.choose = function (language) { texts.choose(language); };
      $ctrl.emptyAction = angular.noop;

      var asked = {
        SecondFactorRequired: 'code', CaptchaRequired: 'captcha', PasswordChangeRequired: 'password'
      };

      $scope.login = function () {
        var body = { Username: $scope.user.username, Password: $scope.user.password };
        $ctrl.error = null;
        $http.post('/api/login', body).then(function (answer) {
          if (answer.data === 'AuthSuccess') {
            session.forget();
            $state.go('app.extensions');
          } else if (asked[answer.data]) {
            $ctrl.asked = asked[answer.data];
          } else {
            refused(answer.data === 'AuthFailed' ? 'LOGIN_SCREEN.INVALID' : 'LOGIN_SCREEN.UNEXPECTED');
          }
        }, function (response) {
          refused(response.status === 401 ? 'LOGIN_SCREEN.INVALID' :
            response.status === 403 ? 'LOGIN_SCREEN.BLOCKED' : 'ERROR.NETWORK');
        });
      };

      function refused(key) {
        $ctrl.error = key;
        if (key === 'LOGIN_SCREEN.INVALID') { $ctrl.failures += 1; }
      }
    }]
  });
