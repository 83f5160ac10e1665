locals {
  makes_certificate = var.domain != null && try(var.domain.certificate_arn, null) == null
}

resource "aws_acm_certificate" "this" {
  count = local.makes_certificate ? 1 : 0

  domain_name       = var.domain.name
  validation_method = "DNS"

  tags = var.tags

  # A certificate in use cannot be deleted: the domain must first use another or none.
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
  count = local.makes_certificate ? 1 : 0

  certificate_arn         = aws_acm_certificate.this[0].arn
  validation_record_fqdns = [aws_route53_record.validation[0].fqdn]

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_apigatewayv2_domain_name" "this" {
  count = var.domain == null ? 0 : 1

  domain_name = var.domain.name

  domain_name_configuration {
    certificate_arn = local.makes_certificate ? aws_acm_certificate_validation.this[0].certificate_arn : var.domain.certificate_arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }

  tags = var.tags
}

resource "aws_apigatewayv2_api_mapping" "this" {
  count = var.domain == null ? 0 : 1

  api_id      = aws_apigatewayv2_api.this.id
  domain_name = aws_apigatewayv2_domain_name.this[0].id
  stage       = aws_apigatewayv2_stage.this.id
}

resource "aws_route53_record" "alias" {
  for_each = var.domain == null ? [] : toset(["A", "AAAA"])

  zone_id = var.domain.hosted_zone_id
  name    = var.domain.name
  type    = each.key

  alias {
    name                   = one(aws_apigatewayv2_domain_name.this[0].domain_name_configuration).target_domain_name
    zone_id                = one(aws_apigatewayv2_domain_name.this[0].domain_name_configuration).hosted_zone_id
    evaluate_target_health = false
  }
}
