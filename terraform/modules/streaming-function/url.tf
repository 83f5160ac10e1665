# No `cors` block: the URL would send its headers beside those of the response headers policy, and a
# browser refuses duplicates (KensioSoftware/yulin#1217). Only the distribution sends them.
resource "aws_lambda_function_url" "live" {
  function_name      = aws_lambda_function.this.function_name
  qualifier          = aws_lambda_alias.live.name
  authorization_type = "AWS_IAM"
  invoke_mode        = "RESPONSE_STREAM"
}
