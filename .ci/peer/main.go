// A sidecar around client-go's elector that answers who leads, as the usual ones do; what .ci/peers measures beside ours.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"net/http"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	"k8s.io/klog/v2"
)

func main() {
	election := flag.String("election", "", "")
	id := flag.String("id", "", "")
	namespace := flag.String("namespace", "default", "")
	kubeconfig := flag.String("kubeconfig", "", "")
	listen := flag.String("http", "", "")
	ttl := flag.Duration("ttl", 10*time.Second, "")
	flag.Parse()

	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		klog.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()

	var leader atomic.Value
	leader.Store("")
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]string{"name": leader.Load().(string)})
	})
	go func() { klog.Fatal(http.ListenAndServe(*listen, nil)) }()

	lock := &resourcelock.LeaseLock{
		LeaseMeta:  metav1.ObjectMeta{Name: *election, Namespace: *namespace},
		Client:     kubernetes.NewForConfigOrDie(config).CoordinationV1(),
		LockConfig: resourcelock.ResourceLockConfig{Identity: *id},
	}
	for ctx.Err() == nil {
		leaderelection.RunOrDie(ctx, leaderelection.LeaderElectionConfig{
			Lock:            lock,
			ReleaseOnCancel: true,
			LeaseDuration:   *ttl,
			RenewDeadline:   *ttl * 2 / 3,
			RetryPeriod:     *ttl / 5,
			Callbacks: leaderelection.LeaderCallbacks{
				OnStartedLeading: func(context.Context) {},
				OnStoppedLeading: func() {},
				OnNewLeader:      func(name string) { leader.Store(name) },
			},
		})
	}
}
