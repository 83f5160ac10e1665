# Both are needed for a function URL made since October 2025 (serverless/serverless#13147), and both
# are given to this distribution and for the alias alone: whoever else signs a request is refused.
resource "aws_lambda_permission" "url" {
  statement_id           = "${var.name}-url"
  action                 = "lambda:InvokeFunctionUrl"
  function_name          = var.function_name
  qualifier              = var.function_alias
  principal              = "cloudfront.amazonaws.com"
  source_arn             = aws_cloudfront_distribution.this.arn
  function_url_auth_type = "AWS_IAM"
}

resource "aws_lambda_permission" "invoke" {
  statement_id             = "${var.name}-invoke"
  action                   = "lambda:InvokeFunction"
  function_name            = var.function_name
  qualifier                = var.function_alias
  principal                = "cloudfront.amazonaws.com"
  source_arn               = aws_cloudfront_distribution.this.arn
  invoked_via_function_url = true
}
