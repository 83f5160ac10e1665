locals {
  makes_certificate = var.domain != null && try(var.domain.certificate_arn, null) == null
}

# CloudFront accepts certificates only from this region, wherever the rest is.
resource "aws_acm_certificate" "this" {
  count  = local.makes_certificate ? 1 : 0
  region = "us-east-1"

  domain_name       = var.domain.name
  validation_method = "DNS"

  tags = var.tags

  # A certificate in use cannot be deleted: the distribution must first use another or none.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  count = local.makes_certificate ? 1 : 0

  zone_id = var.domain.hosted_zone_id
  name    = one(aws_acm_certificate.this[0].domain_validation_options).resource_record_name
  type    = one(aws_acm_certificate.this[0].domain_validation_options).resource_record_type
  records = [one(aws_acm_certificate.this[0].domain_validation_options).resource_record_value]
  ttl     = 300

  # ACM asks for the same record again when a certificate replaces another of that name.
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  count  = local.makes_certificate ? 1 : 0
  region = "us-east-1"

  certificate_arn         = aws_acm_certificate.this[0].arn
  validation_record_fqdns = [aws_route53_record.validation[0].fqdn]

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "alias" {
  for_each = var.domain == null ? [] : toset(["A", "AAAA"])

  zone_id = var.domain.hosted_zone_id
  name    = var.domain.name
  type    = each.key

  alias {
    name                   = aws_cloudfront_distribution.this.domain_name
    zone_id                = aws_cloudfront_distribution.this.hosted_zone_id
    evaluate_target_health = false
  }
}
