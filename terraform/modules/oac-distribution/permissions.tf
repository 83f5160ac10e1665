# Both are needed for a function URL made since October 2025 (serverless/serverless#13147), and both
# are given to this distribution and for the alias alone: whoever else signs a request is refused.
resource "aws_lambda_permission" "url" {
  for_each = local.functions

  statement_id           = "${var.name}-url"
  action                 = "lambda:InvokeFunctionUrl"
  function_name          = each.value.name
  qualifier              = each.value.alias
  principal              = "cloudfront.amazonaws.com"
  source_arn             = aws_cloudfront_distribution.this.arn
  function_url_auth_type = "AWS_IAM"
}

resource "aws_lambda_permission" "invoke" {
  for_each = local.functions

  statement_id             = "${var.name}-invoke"
  action                   = "lambda:InvokeFunction"
  function_name            = each.value.name
  qualifier                = each.value.alias
  principal                = "cloudfront.amazonaws.com"
  source_arn               = aws_cloudfront_distribution.this.arn
  invoked_via_function_url = true
}

# There was one function once: without these its permissions would go and come again, and meanwhile
# every request would be refused.
moved {
  from = aws_lambda_permission.url
  to   = aws_lambda_permission.url["function"]
}

moved {
  from = aws_lambda_permission.invoke
  to   = aws_lambda_permission.invoke["function"]
}
