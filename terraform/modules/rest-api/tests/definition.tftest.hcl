mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name = "ask"
  functions = {
    ask = {
      name      = "ask"
      alias     = "live"
      alias_arn = "arn:aws:lambda:eu-west-1:123456789012:function:ask:live"
      routes    = [{ path = "/ask", methods = ["POST"] }, { path = "*", methods = ["GET"] }]
    }
    notes = {
      name      = "notes"
      alias     = "live"
      alias_arn = "arn:aws:lambda:eu-west-1:123456789012:function:notes:live"
      routes    = [{ path = "/notes/*", methods = ["DELETE", "GET"] }]
    }
  }
}

run "each_path_leads_to_its_function" {
  assert {
    condition     = { for path, methods in jsondecode(aws_api_gateway_rest_api.this.body).paths : path => keys(methods) } == { "/ask" = ["post"], "/notes/{proxy+}" = ["delete", "get"], "/{proxy+}" = ["get"] }
    error_message = "The API must have these paths and methods only."
  }

  assert {
    condition     = jsondecode(aws_api_gateway_rest_api.this.body).paths["/notes/{proxy+}"].get.x-amazon-apigateway-integration.uri == "arn:aws:apigateway:eu-west-1:lambda:path/2021-11-15/functions/arn:aws:lambda:eu-west-1:123456789012:function:notes:live/response-streaming-invocations"
    error_message = "A method must invoke the alias of its function by Lambda's streaming API."
  }

  assert {
    condition     = jsondecode(aws_api_gateway_rest_api.this.body).paths["/{proxy+}"].get.parameters[0].name == "proxy" && length(jsondecode(aws_api_gateway_rest_api.this.body).paths["/ask"].post.parameters) == 0
    error_message = "The variable of a path must be declared."
  }
}

run "every_integration_streams" {
  assert {
    condition = alltrue(flatten([
      for methods in values(jsondecode(aws_api_gateway_rest_api.this.body).paths) : [
        for method in values(methods) : method.x-amazon-apigateway-integration.responseTransferMode == "STREAM" && method.x-amazon-apigateway-integration.type == "aws_proxy" && method.x-amazon-apigateway-integration.httpMethod == "POST"
      ]
    ]))
    error_message = "Every integration must be a proxy that streams."
  }

  assert {
    condition     = jsondecode(aws_api_gateway_rest_api.this.body).paths["/ask"].post.x-amazon-apigateway-integration.timeoutInMillis == 120000
    error_message = "The integration must not end before the function."
  }

  assert {
    condition     = one(aws_api_gateway_rest_api.this.endpoint_configuration).types == tolist(["REGIONAL"])
    error_message = "An edge-optimized API would close silent streams after 30 s."
  }
}

run "only_this_api_may_invoke_each_function" {
  assert {
    condition     = { for key, each in aws_lambda_permission.invoke : each.source_arn => "${each.function_name}:${each.qualifier}" } == { "arn:aws:execute-api:eu-west-1:123456789012:abc123/live/POST/ask" = "ask:live", "arn:aws:execute-api:eu-west-1:123456789012:abc123/live/GET/*" = "ask:live", "arn:aws:execute-api:eu-west-1:123456789012:abc123/live/GET/notes/*" = "notes:live", "arn:aws:execute-api:eu-west-1:123456789012:abc123/live/DELETE/notes/*" = "notes:live" }
    error_message = "Each permission must name the API, the stage, the method and the path."
  }

  assert {
    condition     = alltrue([for each in aws_lambda_permission.invoke : each.principal == "apigateway.amazonaws.com" && each.action == "lambda:InvokeFunction"])
    error_message = "Only API Gateway may invoke the functions."
  }
}

run "a_change_of_the_definition_is_deployed" {
  assert {
    condition     = aws_api_gateway_deployment.this.triggers.definition == sha256(jsonencode([jsondecode(aws_api_gateway_rest_api.this.body), false]))
    error_message = "The stage would go on serving an old definition."
  }
}

run "without_origins_no_page_is_let_in" {
  assert {
    condition     = !can(jsondecode(aws_api_gateway_rest_api.this.body).paths["/ask"].options) && length(jsondecode(aws_api_gateway_rest_api.this.body).x-amazon-apigateway-gateway-responses) == 0
    error_message = "Without origins there must be no CORS headers."
  }
}

run "origins" {
  variables {
    allowed_origins = ["https://www.example.com", "http://localhost:3000"]
  }

  assert {
    condition     = jsondecode(aws_api_gateway_rest_api.this.body).paths["/notes/{proxy+}"].options.x-amazon-apigateway-integration.responses.default.responseParameters["method.response.header.Access-Control-Allow-Methods"] == "'DELETE, GET, OPTIONS'"
    error_message = "A preflight must name the methods of its path."
  }

  assert {
    condition     = strcontains(jsondecode(aws_api_gateway_rest_api.this.body).paths["/ask"].options.x-amazon-apigateway-integration.responses.default.responseTemplates["application/json"], "#set($allowed = [\"https://www.example.com\",\"http://localhost:3000\"])")
    error_message = "A preflight must allow these origins only."
  }

  # API Gateway refuses to map a header that the method response does not declare.
  assert {
    condition = alltrue([
      for name in keys(jsondecode(aws_api_gateway_rest_api.this.body).paths["/ask"].options.x-amazon-apigateway-integration.responses.default.responseParameters) :
      contains(keys(jsondecode(aws_api_gateway_rest_api.this.body).paths["/ask"].options.responses["204"].headers), trimprefix(name, "method.response.header."))
    ])
    error_message = "Every mapped header must be declared."
  }

  assert {
    condition     = alltrue([for response in values(jsondecode(aws_api_gateway_rest_api.this.body).x-amazon-apigateway-gateway-responses) : response.responseParameters["gatewayresponse.header.Access-Control-Allow-Origin"] == "'*'"])
    error_message = "A page must see what API Gateway itself answers."
  }

  assert {
    condition     = jsondecode(aws_api_gateway_rest_api.this.body).x-amazon-apigateway-gateway-responses.THROTTLED.responseParameters["gatewayresponse.header.Retry-After"] == "'1'"
    error_message = "A client must know when to try again."
  }

  # A preflight has neither a token nor a key.
  assert {
    condition     = !can(jsondecode(aws_api_gateway_rest_api.this.body).paths["/ask"].options.security)
    error_message = "A preflight must need no token."
  }
}
