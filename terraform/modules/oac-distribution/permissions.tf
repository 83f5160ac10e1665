# A function URL created since October 2025 needs both (serverless/serverless#13147). Both are
# granted to this distribution and for the alias only: anyone else's signed request is refused.
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

# Earlier versions had one function. Without these blocks its permissions would be deleted and
# created again, and every request in between would be refused.
moved {
  from = aws_lambda_permission.url
  to   = aws_lambda_permission.url["function"]
}

moved {
  from = aws_lambda_permission.invoke
  to   = aws_lambda_permission.invoke["function"]
}
