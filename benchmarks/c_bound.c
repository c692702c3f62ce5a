/* What plain C does on M/M/10: a binary heap of ends of service, a ring of waiting arrivals, nothing else.

   Not Cimba and not any library: a bound for compiled code on this queue. benchmarks/c_bound.py compiles and calls it.
   Random numbers: xorshift64* and -log(u), so the logarithm is part of the work. */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

static double exponential(uint64_t *state) {
    uint64_t x = *state;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    *state = x;
    return -log(((double)((x * UINT64_C(2685821657736338717)) >> 11) + 0.5) / 9007199254740992.0);
}

static void push(double *heap, int count, double value) { /* heap holds `count` values before */
    int at = count;
    while (at > 0 && heap[(at - 1) / 2] > value) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = value;
}

static double pop(double *heap, int count) { /* heap holds `count` values before */
    double least = heap[0], last = heap[count - 1];
    int at = 0, child = 1;
    for (count -= 1; child < count; child = 2 * at + 1) {
        if (child + 1 < count && heap[child + 1] < heap[child])
            child += 1;
        if (heap[child] >= last)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = last;
    return least;
}

/* The sum of the waits of the first `customers`, in units of the mean service time; below zero: out of memory. */
double c_bound_mmc(uint64_t seed, long customers, double load, int servers) {
    uint64_t state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
    double *heap = malloc(sizeof(double) * (size_t)servers);
    double *waiting = malloc(sizeof(double) * (size_t)customers);
    long first = 0, last = 0, arrived = 0, served = 0;
    int busy = 0;
    double waited = 0.0, rate = load * servers;
    if (!heap || !waiting) {
        free(heap);
        free(waiting);
        return -1.0;
    }
    double arrival = exponential(&state) / rate;
    while (served < customers) {
        if (arrived < customers && (busy == 0 || arrival <= heap[0])) {
            arrived += 1;
            if (busy < servers)
                push(heap, busy++, arrival + exponential(&state));
            else
                waiting[last++] = arrival;
            arrival += exponential(&state) / rate;
            continue;
        }
        double now = pop(heap, busy--);
        served += 1;
        if (first < last) {
            waited += now - waiting[first++];
            push(heap, busy++, now + exponential(&state));
        }
    }
    free(heap);
    free(waiting);
    return waited;
}
