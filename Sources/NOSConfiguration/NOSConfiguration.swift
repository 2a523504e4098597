// NOSConfiguration
