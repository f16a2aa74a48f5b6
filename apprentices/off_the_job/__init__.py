"""Off-the-job training as pure rules: no Django here, dataclasses in and dataclasses out.

`rules.requirement` says how many hours there must be, `forecast.standing` how somebody stands against their plan,
`what_if.what_if` answers cases given as data. Models, views and commands live elsewhere and call these.
"""
