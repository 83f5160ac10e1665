resource "aws_cloudfront_function" "viewer_request" {
  name    = "${var.name}-viewer-request"
  comment = "Copies the viewer's token, refuses unknown origins, paths and methods"
  runtime = "cloudfront-js-2.0"
  publish = true

  # The constants differ between deployments; the file is what the tests cover and the twin runs.
  code = join("\n", [
    "const allowedOrigins = ${jsonencode(var.allowed_origins)}",
    "const routes = ${jsonencode(local.routes)}",
    file("${path.module}/viewer-request.js"),
  ])

  tags = var.tags
}
