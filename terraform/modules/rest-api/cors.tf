locals {
  # A template, because a mapping can send one fixed origin only. Header names arrive as the client
  # wrote them: HTTP/2 has them in lower case.
  # https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
  preflight_template = <<-EOT
    #set($allowed = ${jsonencode(var.allowed_origins)})
    #set($origin = $input.params().header.get("origin"))
    #if($origin == "")#set($origin = $input.params().header.get("Origin"))#end
    #if($allowed.contains($origin))
    #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)
    #end
  EOT

  # Answers without a function.
  preflight = {
    responses = { "204" = {
      description = "No Content"
      headers = { for name in concat(keys(local.preflight_headers), ["Access-Control-Allow-Methods"]) :
        name => { schema = { type = "string" } }
      }
    } }

    x-amazon-apigateway-integration = {
      type                = "mock"
      passthroughBehavior = "when_no_match"
      requestTemplates    = { "application/json" = jsonencode({ statusCode = 204 }) }
    }
  }

  preflight_headers = {
    Access-Control-Allow-Headers = "authorization, content-type, id_token, x-amz-content-sha256, x-api-key"
    Access-Control-Max-Age       = "7200"
    Vary                         = "Origin"
  }

  preflight_response = {
    statusCode         = "204"
    responseParameters = { for name, value in local.preflight_headers : "method.response.header.${name}" => "'${value}'" }
    responseTemplates  = { "application/json" = local.preflight_template }
  }

  # What API Gateway answers itself, such as 401, 403, 413, 429 and 504. Without these headers a page
  # would see a network error instead of the status. Any origin may read it, since it says nothing else.
  gateway_headers = {
    "gatewayresponse.header.Access-Control-Allow-Origin"   = "'*'"
    "gatewayresponse.header.Access-Control-Expose-Headers" = "'retry-after, x-amzn-requestid'"
  }

  gateway_responses = { for type, headers in {
    DEFAULT_4XX = {}
    DEFAULT_5XX = {}
    THROTTLED   = { "gatewayresponse.header.Retry-After" = "'1'" }
  } : type => { responseParameters = merge(local.gateway_headers, headers) } if length(var.allowed_origins) > 0 }
}
