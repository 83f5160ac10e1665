mock_provider "aws" {}

variables {
  name     = "ask"
  function = { name = "ask", alias = "live", url = "https://abc123.lambda-url.eu-west-1.on.aws/" }
}

run "any_origin" {
  command = plan

  variables {
    allowed_origins = ["*"]
  }

  expect_failures = [var.allowed_origins]
}

run "origin_with_path" {
  command = plan

  variables {
    allowed_origins = ["https://www.example.com/"]
  }

  expect_failures = [var.allowed_origins]
}

run "origin_without_tls" {
  command = plan

  variables {
    allowed_origins = ["http://www.example.com"]
  }

  expect_failures = [var.allowed_origins]
}

run "foreign_url" {
  command = plan

  variables {
    function = { name = "ask", alias = "live", url = "https://example.com/" }
  }

  expect_failures = [var.function]
}

run "foreign_url_by_path" {
  command = plan

  variables {
    functions_by_path = { notes = { name = "notes", alias = "live", url = "https://example.com/", routes = [{ path = "/notes", methods = ["GET"] }] } }
  }

  expect_failures = [var.functions_by_path]
}

run "reserved_id" {
  command = plan

  variables {
    functions_by_path = { function = { name = "notes", alias = "live", url = "https://def456.lambda-url.eu-west-1.on.aws/", routes = [{ path = "/notes", methods = ["GET"] }] } }
  }

  expect_failures = [var.functions_by_path]
}

run "path_that_matches_everything" {
  command = plan

  variables {
    functions_by_path = { notes = { name = "notes", alias = "live", url = "https://def456.lambda-url.eu-west-1.on.aws/", routes = [{ path = "/*", methods = ["GET"] }] } }
  }

  expect_failures = [var.functions_by_path]
}

run "duplicate_path" {
  command = plan

  variables {
    functions_by_path = {
      notes = { name = "notes", alias = "live", url = "https://def456.lambda-url.eu-west-1.on.aws/", routes = [{ path = "/notes", methods = ["GET"] }] }
      memos = { name = "memos", alias = "live", url = "https://ghi789.lambda-url.eu-west-1.on.aws/", routes = [{ path = "/notes", methods = ["GET"] }] }
    }
  }

  expect_failures = [var.functions_by_path]
}

run "preflight_method" {
  command = plan

  variables {
    functions_by_path = { notes = { name = "notes", alias = "live", url = "https://def456.lambda-url.eu-west-1.on.aws/", routes = [{ path = "/notes", methods = ["OPTIONS"] }] } }
  }

  expect_failures = [var.functions_by_path]
}

run "path_without_methods" {
  command = plan

  variables {
    function = { name = "ask", alias = "live", url = "https://abc123.lambda-url.eu-west-1.on.aws/", routes = [{ path = "/ask", methods = [] }] }
  }

  expect_failures = [var.function]
}

run "wildcard_within_a_path" {
  command = plan

  variables {
    function = { name = "ask", alias = "live", url = "https://abc123.lambda-url.eu-west-1.on.aws/", routes = [{ path = "/a*k", methods = ["POST"] }] }
  }

  expect_failures = [var.function]
}

run "shorter_than_two_heartbeats" {
  command = plan

  variables {
    origin_read_timeout = 29
  }

  expect_failures = [var.origin_read_timeout]
}

run "regional_web_acl" {
  command = plan

  variables {
    web_acl_arn = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/ask/1"
  }

  expect_failures = [var.web_acl_arn]
}

run "domain_with_scheme" {
  command = plan

  variables {
    domain = { name = "https://chat.example.com", hosted_zone_id = "Z0123456789" }
  }

  expect_failures = [var.domain]
}

run "unknown_price_class" {
  command = plan

  variables {
    price_class = "PriceClass_300"
  }

  expect_failures = [var.price_class]
}
