// TrafficManager: the buffer between ingress and egress: cells, pools, thresholds, priority flow control, queues, schedulers.
