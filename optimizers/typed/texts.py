"""Rules of this library as somebody would type them, with the same arithmetic in the same order."""

TEXTS: dict[str, str] = {
    "GradientDescent": "theta = theta - lr*g",
    "Momentum": "v = beta*v + g; theta = theta - lr*v",
    "HeavyBall": "v = beta*v + lr*g; theta = theta - v",
    "Nesterov": "v = beta*v + lr*grad(theta - beta*v); theta = theta - v",
    "NesterovShifted": "v = beta*v + g; theta = theta - lr*(g + beta*v)",
    "SignDescent": "theta = theta - lr*sign(g)",
    "AdaGrad": "v = v + g*g; theta = theta - lr*g/(sqrt(v) + eps)",
    "RMSprop": "v = decay*v + (1 - decay)*g*g; theta = theta - lr*g/(sqrt(v) + eps)",
    "RMSpropEpsInside": "v = decay*v + (1 - decay)*g*g; theta = theta - lr*g/sqrt(v + eps)",
    "AdaDelta": (
        "v = decay*v + (1 - decay)*g*g; move = g*sqrt(u + eps)/sqrt(v + eps);"
        " u = decay*u + (1 - decay)*move*move; theta = theta - lr*move"
    ),
    "Adam": (
        "m = beta1*m + (1 - beta1)*g; v = beta2*v + (1 - beta2)*g*g;"
        " m_hat = m/(1 - beta1**t); v_hat = v/(1 - beta2**t);"
        " theta = theta - lr*m_hat/(sqrt(v_hat) + eps)"
    ),
    "AdamW": (
        "m = beta1*m + (1 - beta1)*g; v = beta2*v + (1 - beta2)*g*g;"
        " m_hat = m/(1 - beta1**t); v_hat = v/(1 - beta2**t);"
        " decayed = theta - lr*weight_decay*theta;"
        " theta = decayed - lr*m_hat/(sqrt(v_hat) + eps)"
    ),
    "Lion": (
        "direction = sign(beta1*m + (1 - beta1)*g); m = beta2*m + (1 - beta2)*g;"
        " theta = theta - lr*(direction + weight_decay*theta)"
    ),
}
"""By class name, in the order in which they are taught."""
