'use strict';

// The console's private protocol: calls, the session, and the working copies by handle.
angular.module('console')
  .factory('sessionGuard', ['$q', '$injector', 'faults', function ($q, $injector, faults) {
    function learn(response) {
      var header = response.headers && response.headers('X-Mock-Faults');
      if (header) { faults.learn(JSON.parse(header)); }
    }
    return {
      response: function (response) { learn(response); return response; },
      responseError: function (response) {
        learn(response);
        if (response.status === 401 && response.config.url !== '/api/login') {
          $injector.get('session').forget();
          $injector.get('$uibModalStack').dismissAll();
          $injector.get('$state').go('login');
        }
        return $q.reject(response);
      }
    };
  }])
  .config(['$httpProvider', function ($httpProvider) { $httpProvider.interceptors.push('sessionGuard'); }])

  .factory('api', ['$http', function ($http) {
    return {
      get: function (path) { return $http.get('/api/' + path).then(function (answer) { return answer.data; }); },
      post: function (path, body) {
        return $http.post('/api/' + path, body).then(function (answer) { return answer.data; });
      }
    };
  }])

  .factory('session', ['api', 'editors', function (api, editors) {
    var user = null;
    return {
      user: function () {
        user = user || api.get('CurrentUser').catch(function (error) { user = null; throw error; });
        return user;
      },
      forget: function () { user = null; editors.forget(); }
    };
  }])

  // One message in the middle-sized dialog that the console uses for everything it has to say.
  .factory('dialogs', ['$uibModal', function ($uibModal) {
    return {
      message: function (key, title) {
        return $uibModal.open({
          templateUrl: 'message.html',
          size: 'md',
          backdrop: 'static',
          controller: ['$scope', function ($scope) { $scope.key = key; $scope.title = title || 'MESSAGE.TITLE'; }]
        }).result;
      },
      failure: function (response) {
        if (response.status === 401) { return; }
        var code = response.data && response.data.ErrorCode;
        this.message(code ? 'ERROR.' + code : response.status > 0 ? 'ERROR.SERVER' : 'ERROR.NETWORK');
      }
    };
  }])

  .factory('editors', ['api', '$q', 'dialogs', function (api, $q, dialogs) {
    var open = {};

    function Editor(handle, object) {
      this.handle = handle;
      this.object = object;
      this.updates = 0;
      var self = this;
      Object.keys(object).forEach(function (name) { self.prepare(object[name], [{ Name: name }]); });
    }

    // Give every property of the object a `value` and a `save` that names its own path.
    Editor.prototype.prepare = function (node, path) {
      var self = this;
      if (!node || typeof node !== 'object') { return; }
      if (node.type === undefined) {
        Object.keys(node).forEach(function (name) { self.prepare(node[name], path.concat({ Name: name })); });
      } else if (node.type === 9) {
        self.prepare(node._value, path);
      } else if (node.type === 12) {
        node._value.forEach(function (item) {
          var last = angular.extend({}, path[path.length - 1], { IdInCollection: item.Id });
          self.prepare(item, path.slice(0, -1).concat(last));
        });
      } else {
        node.value = node.selected === undefined ? node._value : node.selected;
        Object.defineProperty(node, 'path', { value: path });
        Object.defineProperty(node, 'editor', { value: self });
        Object.defineProperty(node, 'save', { value: function (value) { return self.update(path, value); } });
      }
    };

    Editor.prototype.update = function (path, value) {
      var self = this;
      var body = { Path: { ObjectId: self.handle, PropertyPath: path }, PropertyValue: value };
      self.updates += 1;
      return api.post('edit/update', body).then(function (answer) {
        Object.keys(answer.Item).forEach(function (name) {
          self.prepare(answer.Item[name], [{ Name: name }]);
          self.object[name] = answer.Item[name];
        });
        return self;
      }, function (response) {
        dialogs.failure(response);
        return $q.reject(response);
      });
    };

    return {
      open: function (id) {
        return api.post('ExtensionList/set', { Id: id }).then(function (answer) {
          open[answer.Id] = new Editor(answer.Id, answer.ActiveObject);
          return open[answer.Id];
        });
      },
      get: function (handle) { return open[handle]; },
      forget: function () { open = {}; }
    };
  }]);
