# The API as an OpenAPI document: API Gateway creates the resources of nested paths itself, and one
# hash of the document tells when to deploy again.
locals {
  # /notes/* is every path below /notes, and * every path.
  methods = merge([for id, each in var.functions : merge([for route in each.routes : {
    for method in route.methods : "${method} ${route.path == "*" ? "/{proxy+}" : replace(route.path, "*", "{proxy+}")}" => {
      path        = route.path == "*" ? "/{proxy+}" : replace(route.path, "*", "{proxy+}")
      method      = method
      function_id = id
    }
  }]...)]...)

  paths = { for path in distinct(values(local.methods)[*].path) : path => [
    for key, each in local.methods : each if each.path == path
  ] }

  # A Lambda function that streams has another path and API version than one that does not, and an
  # alias has no attribute for it.
  # https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
  invocation_uris = { for id, each in var.functions : id => join(":", [
    "arn", split(":", each.alias_arn)[1], "apigateway", split(":", each.alias_arn)[3], "lambda",
    "path/2021-11-15/functions/${each.alias_arn}/response-streaming-invocations",
  ]) }

  security_schemes = { for name, scheme in {
    user-pool = {
      type                         = "apiKey"
      name                         = "Authorization"
      in                           = "header"
      x-amazon-apigateway-authtype = "cognito_user_pools"
      x-amazon-apigateway-authorizer = {
        type         = "cognito_user_pools"
        providerARNs = sort(var.user_pool_arns)
      }
    }
    api-key = {
      type = "apiKey"
      name = "x-api-key"
      in   = "header"
    }
  } : name => scheme if name == "user-pool" ? length(var.user_pool_arns) > 0 : var.usage_plan != null }

  # One element that names all schemes: a request needs all of them.
  security = [for needed in [{ for name in keys(local.security_schemes) : name => [] }] : needed if length(needed) > 0]

  definition = {
    openapi = "3.0.1"
    info    = { title = var.name, version = "1.0" }

    paths = { for path, methods in local.paths : path => merge(
      { for each in methods : lower(each.method) => {
        parameters = local.path_parameters[path]
        security   = local.security
        responses  = {}

        x-amazon-apigateway-integration = {
          type                 = "aws_proxy"
          httpMethod           = "POST"
          uri                  = local.invocation_uris[each.function_id]
          responseTransferMode = "STREAM"
          timeoutInMillis      = var.timeout_seconds * 1000
        }
      } },
      { for method in ["options"] : method => merge(local.preflight, {
        parameters = local.path_parameters[path]
        x-amazon-apigateway-integration = merge(local.preflight.x-amazon-apigateway-integration, {
          responses = { default = merge(local.preflight_response, {
            responseParameters = merge(local.preflight_response.responseParameters, {
              "method.response.header.Access-Control-Allow-Methods" = "'${join(", ", concat(sort(methods[*].method), ["OPTIONS"]))}'"
            })
          }) }
        })
      }) if length(var.allowed_origins) > 0 },
    ) }

    components = { securitySchemes = local.security_schemes }

    x-amazon-apigateway-gateway-responses = local.gateway_responses
  }

  path_parameters = { for path in keys(local.paths) : path => endswith(path, "{proxy+}") ? [
    { name = "proxy", in = "path", required = true, schema = { type = "string" } }
  ] : [] }
}
