resource "aws_cloudfront_function" "viewer_request" {
  name    = "${var.name}-viewer-request"
  comment = "Copies the viewer's token, refuses foreign origins and methods"
  runtime = "cloudfront-js-2.0"
  publish = true

  # The constant is what differs between deployments; the file is what is tested and what the twin runs.
  code = "const allowedOrigins = ${jsonencode(var.allowed_origins)}\n${file("${path.module}/viewer-request.js")}"
}
