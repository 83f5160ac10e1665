mock_provider "aws" {}

variables {
  name = "notes"
}

run "name_with_a_slash" {
  command = plan

  variables {
    name = "notes/prod"
  }

  expect_failures = [var.name]
}

run "callback_without_tls" {
  command = plan

  variables {
    callback_urls = ["http://www.example.com/signed-in"]
  }

  expect_failures = [var.callback_urls]
}

run "callback_to_a_lookalike_of_localhost" {
  command = plan

  variables {
    callback_urls = ["http://localhost.example.com/"]
  }

  expect_failures = [var.callback_urls]
}

run "callback_with_a_wildcard" {
  command = plan

  variables {
    callback_urls = ["https://www.example.com/*"]
  }

  expect_failures = [var.callback_urls]
}

run "callback_with_a_fragment" {
  command = plan

  variables {
    callback_urls = ["https://www.example.com/#signed-in"]
  }

  expect_failures = [var.callback_urls]
}

run "callback_to_an_app" {
  command = plan

  variables {
    callback_urls = ["notes://signed-in"]
  }

  expect_failures = [var.callback_urls]
}

run "logout_without_tls" {
  command = plan

  variables {
    callback_urls = ["https://www.example.com/signed-in"]
    logout_urls   = ["http://www.example.com"]
  }

  expect_failures = [var.logout_urls]
}

run "logout_without_a_callback" {
  command = plan

  variables {
    logout_urls = ["https://www.example.com"]
  }

  expect_failures = [var.logout_urls]
}

run "domain_with_capitals" {
  command = plan

  variables {
    callback_urls = ["https://www.example.com/signed-in"]
    domain_prefix = "Notes"
  }

  expect_failures = [var.domain_prefix]
}

run "domain_ending_with_a_hyphen" {
  command = plan

  variables {
    callback_urls = ["https://www.example.com/signed-in"]
    domain_prefix = "notes-"
  }

  expect_failures = [var.domain_prefix]
}

run "domain_that_aws_reserves" {
  command = plan

  variables {
    callback_urls = ["https://www.example.com/signed-in"]
    domain_prefix = "my-cognito"
  }

  expect_failures = [var.domain_prefix]
}

run "domain_without_a_callback" {
  command = plan

  variables {
    domain_prefix = "notes"
  }

  expect_failures = [var.domain_prefix]
}

run "short_passwords" {
  command = plan

  variables {
    password = { minimum_length = 7 }
  }

  expect_failures = [var.password]
}

run "passwords_too_long_for_cognito" {
  command = plan

  variables {
    password = { minimum_length = 100 }
  }

  expect_failures = [var.password]
}

run "second_factor_by_sms" {
  command = plan

  variables {
    mfa = "SMS"
  }

  expect_failures = [var.mfa]
}

run "tokens_of_four_minutes" {
  command = plan

  variables {
    token_validity_minutes = 4
  }

  expect_failures = [var.token_validity_minutes]
}

run "tokens_of_more_than_a_day" {
  command = plan

  variables {
    token_validity_minutes = 1441
  }

  expect_failures = [var.token_validity_minutes]
}

run "tokens_of_half_a_minute_more" {
  command = plan

  variables {
    token_validity_minutes = 60.5
  }

  expect_failures = [var.token_validity_minutes]
}

run "refresh_tokens_of_no_day" {
  command = plan

  variables {
    refresh_token_validity_days = 0
  }

  expect_failures = [var.refresh_token_validity_days]
}

run "refresh_tokens_of_more_than_ten_years" {
  command = plan

  variables {
    refresh_token_validity_days = 3651
  }

  expect_failures = [var.refresh_token_validity_days]
}

run "unknown_tier" {
  command = plan

  variables {
    tier = "FREE"
  }

  expect_failures = [var.tier]
}
